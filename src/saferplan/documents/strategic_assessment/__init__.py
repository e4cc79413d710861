"""The Strategic Assessment: its chapters, the words that they may use, and the exhibits that they show."""
