"""Three short steps and a check page: answers as they were typed, and the one deal that they become."""
