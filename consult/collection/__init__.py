"""Answers of members. In: invitations and posted pages; out: submitted answers, apart from who gave them."""
