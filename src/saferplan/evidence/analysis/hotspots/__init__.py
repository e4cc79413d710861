"""Where events gather: counts on a grid, kernel density, Getis-Ord Gi*, change, class over time, and how well it foretells."""
