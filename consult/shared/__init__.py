"""What every domain uses: the database base class, time, identifiers, text, wording and errors. Imports no domain."""
