"""Where events gather: grid, kernel density, Getis-Ord Gi*, change, class over time, and what it foretells."""
