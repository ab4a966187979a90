"""Where things are kept: tables, sealing and key files, drafts, responses, counts, published versions."""
