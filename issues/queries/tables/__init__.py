"""Issues as tables: what stands in a cell, and the table as CSV, spreadsheet or Markdown. Pure but for files."""
