"""Methods: rates, comparisons, leagues, funnels, series and likeness; numbers in, numbers and words out."""
