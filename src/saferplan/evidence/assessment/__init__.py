"""The evidence part of a Strategic Assessment, as tables of records that a document puts in words and pictures."""
