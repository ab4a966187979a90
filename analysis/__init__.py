"""From sealed responses to a workbook, on the machine of whoever holds the key."""
