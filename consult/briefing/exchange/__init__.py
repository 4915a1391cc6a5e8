"""Files a board takes with it. In: what the page shows; out: XLSX, CSV, DOCX, or pages for reading offline."""
