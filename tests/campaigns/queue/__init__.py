"""`make chaos-queue`: does the queue in the database lose a message when its writers and readers are killed?"""
