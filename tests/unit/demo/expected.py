"""The figures the demonstration is held to: FIELD.md section 4, "Demo data design"."""

GROUPS = ("africa", "middle_east_north_africa", "asia_pacific", "europe_and_central_asia", "americas")
BASES = {"A": (50, 30, 45, 55, 25), "B": (25, 25, 30, 65, 25)}
ACCEPTED = {  # acceptable or acceptable with conditions, organisations
    "A": {
        "continue": (35, 20, 25, 15, 20),
        "disband": (5, 0, 5, 20, 0),
        "looser": (20, 10, 15, 35, 20),
        "own_organisation": (10, 5, 15, 35, 5),
        "full_merger": (30, 15, 20, 40, 10),
        "joint_house": (40, 25, 35, 50, 20),
    },
    "B": {
        "continue": (20, 20, 25, 50, 20),
        "disband": (0, 0, 0, 5, 0),
        "looser": (10, 5, 10, 25, 15),
        "own_organisation": (5, 5, 10, 25, 5),
        "full_merger": (10, 5, 15, 30, 5),
        "joint_house": (20, 15, 25, 55, 15),
    },
}
TOTALS = {
    "A": {
        "continue": 115,
        "disband": 30,
        "looser": 100,
        "own_organisation": 70,
        "full_merger": 115,
        "joint_house": 170,
    },
    "B": {"continue": 135, "disband": 5, "looser": 65, "own_organisation": 50, "full_merger": 65, "joint_house": 130},
}
MEMBERS = {"A": 300, "B": 225}
ORGANISATIONS, IN_BOTH = 460, 65
INDIVIDUALS = {"A": 260, "B": 235}
CENTRAL_ASIA = {"A": 3, "B": 2}
CONDITIONAL_JOINT_HOUSE = {"A": 95, "B": 90}
FIRST_CHOICES_B = {"continue": 70, "joint_house": 60}
FULL_MERGER_INDIVIDUALS_B, LARGE, LARGE_IN_FAVOUR = 135, 70, 65
FRENCH, FRENCH_BEFORE, FRENCH_AFTER = 45, 15, 35
HIDDEN_REGIONS_B = 6
SEALED = 2
LANGUAGES = {"en", "fr", "es", "ar", "pt", "ru"}
DELEGATIONS = 58
POLLS = ((31, 15, 12), (46, 7, 5))  # support, unsure, oppose
BALLOTS = {"A": (205, 20, 10), "B": (145, 30, 10)}  # yes, no, abstain
