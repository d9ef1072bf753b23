"""What the demo holds: two municipalities as public sources describe them, and one that is fictional.

No invented figure stands beside a real name: what no source gives is left empty, and the pages say 'not published'.
Duinstede, its employers and its partners do not exist; all that is theirs is marked fictional.
"""
