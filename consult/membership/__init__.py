"""Who is in which coalition: organisations, memberships, contacts. In: registers (CSV, XLSX); out: the frame."""
