"""The threshold of the ASB Case Review, worked out complaint by complaint, for case owners to offer a review safely.

It finds cases, never lists people, opens no review, and never says that a threshold is not met: below the number a
person weighs persistence, harm and the response, and gives a reason (Anti-social Behaviour, Crime and Policing Act
2014, section 104(5)).
"""
