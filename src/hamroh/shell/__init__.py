"""What every page stands in: layout, components, languages, days in words, the `page` helper."""
