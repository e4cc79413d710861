"""The site that a partnership runs: one app for each subject, over the rooms of evidence and documents."""
