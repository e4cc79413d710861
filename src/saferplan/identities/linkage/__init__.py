"""Which records are of one person: within a group, under guards, with a reason for each link, and never without a purpose."""
