/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at a running program as a screen reader does. */
#pragma once

#include <atspi/atspi.h>

G_BEGIN_DECLS

/* libatspi 2.46 has none of these. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiAccessible, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiStateSet, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiValue, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiComponent, g_object_unref)

typedef struct
{
  AtspiAccessible *accessible;
  char *name;
  char *description;
  AtspiRole role;
  guint depth;
  gboolean focused; /* has the keyboard */
} BsSeen;

/** bs_look: Returns: (transfer full): all that shows under @root, in document order. */
GPtrArray *bs_look (AtspiAccessible *root);

/** bs_look_for_application: Returns: (nullable): the program called @name, or after a while NULL. */
AtspiAccessible *bs_look_for_application (const char *name, guint seconds);

/** bs_seen_find: Returns: (nullable): the first thing of @role (-1: any) called @name. */
const BsSeen *bs_seen_find (GPtrArray *seen, int role, const char *name);

/** bs_seen_index: Returns: where it is in the list. */
guint bs_seen_index (GPtrArray *seen, const BsSeen *what);

/** bs_seen_end: Returns: index after the last thing inside @what. */
guint bs_seen_end (GPtrArray *seen, const BsSeen *what);

/** bs_seen_print: Returns: (transfer full): the list as text, for messages. */
char *bs_seen_print (GPtrArray *seen);

G_END_DECLS
