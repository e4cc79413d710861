"""Which records are of one person: within a group, under guards, each link with reasons, never without a purpose."""
