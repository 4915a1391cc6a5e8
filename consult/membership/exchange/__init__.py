"""Registers as files: CSV and XLSX come in, a sheet of text cells goes out. Nothing a file holds raises."""
