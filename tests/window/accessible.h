/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a running program as a screen reader does: on the accessibility bus. */
#pragma once

#include <atspi/atspi-constants.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *path; /* on the bus */
  char *name;
  char *description;
  AtspiRole role;
  guint depth;
  guint64 states; /* a bit for each AtspiStateType */
} BsSeen;

/* A program that is read. */
typedef struct _BsReader BsReader;

/** bs_reader_new: Returns: (transfer full) (nullable): of the program called @name, once it shows a
 * window; %NULL when none has come in time. */
BsReader *bs_reader_new (const char *name, guint seconds);

void bs_reader_free (BsReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsReader, bs_reader_free)

/** bs_look: Returns: (transfer full): a BsSeen for all that shows, in document order. */
GPtrArray *bs_look (BsReader *self);

/** bs_reader_get_extents: Returns: whether @what has a place in its window, in pixels. */
gboolean bs_reader_get_extents (BsReader *self, const BsSeen *what, int *x, int *y, int *width,
                                int *height);

/** bs_reader_shows: Returns: whether @what has a place: in the tree are closed popovers, too. */
gboolean bs_reader_shows (BsReader *self, GPtrArray *seen, const BsSeen *what);

/** bs_reader_get_value: Returns: of a spin button or scale; NaN: it has none. */
double bs_reader_get_value (BsReader *self, const BsSeen *what);

/** bs_reader_take_focused: Returns: (transfer full) (nullable): path of what has got the keyboard since this
 * was asked last; %NULL: the program has not said so, which it does only of what one has looked at. */
char *bs_reader_take_focused (BsReader *self);

/** bs_reader_listen: notes from now on each name that something of @role gets. */
void bs_reader_listen (BsReader *self, AtspiRole role);

/** bs_reader_hear: Returns: (transfer full): the names of the things listened to, since and for @ms
 * milliseconds more. */
GPtrArray *bs_reader_hear (BsReader *self, guint ms);

/** bs_seen_is: Returns: whether it is in that state. */
gboolean bs_seen_is (const BsSeen *seen, AtspiStateType state);

/** bs_seen_find: Returns: (nullable): the first thing of @role (-1: any) called @name. */
const BsSeen *bs_seen_find (GPtrArray *seen, int role, const char *name);

/** bs_seen_find_focused: Returns: (nullable): what has the keyboard. */
const BsSeen *bs_seen_find_focused (GPtrArray *seen);

/** bs_seen_index: Returns: where it is in the list. */
guint bs_seen_index (GPtrArray *seen, const BsSeen *what);

/** bs_seen_end: Returns: index after the last thing inside @what. */
guint bs_seen_end (GPtrArray *seen, const BsSeen *what);

/** bs_seen_print: Returns: (transfer full): the list as text, for messages. */
char *bs_seen_print (GPtrArray *seen);

G_END_DECLS
