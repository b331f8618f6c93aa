/* A library needs one object; a room that has none yet borrows this. */
extern int lg_empty_room;
int lg_empty_room;
