"""The kinds of document that saferplan begins for an analyst, each a template of chapters declared in kinds.toml."""
