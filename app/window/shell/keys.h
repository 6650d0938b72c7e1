/* SPDX-License-Identifier: Apache-2.0 */
/* The one table of keys: what is installed and what the window of the keys lists is the same. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  BS_KEYS_DECISIONS,
  BS_KEYS_MARKS,
  BS_KEYS_VIEWS,
  BS_KEYS_PICTURES,
  BS_KEYS_MEMORY,
  BS_KEYS_PROFILE,
  BS_KEYS_CONSOLE,
  BS_KEYS_COMPARE,
  BS_KEYS_TRAIN,
  BS_KEYS_LEARN,
  BS_KEYS_TABS,
  BS_KEYS_PROGRAM,
  BS_N_KEY_GROUPS
} BsKeyGroup;

/**
 * BsKey:
 * @title: what it does; to be translated
 * @action: of a page, or of the window or the program (`win.`, `app.`); %NULL: a view listens itself
 *   while it has the focus
 * @accels: separated by blanks: these are listed
 * @also: (nullable): others that do the same
 * @first: before the widget with the focus gets it; else after it
 */
typedef struct
{
  BsKeyGroup group;
  const char *title;
  const char *action;
  const char *accels;
  const char *also;
  gboolean first;
} BsKey;

/** bs_keys_get: Returns: (transfer none) (array length=n_keys): the table. */
const BsKey *bs_keys_get (guint *n_keys);

/** bs_keys_get_group_title: Returns: (transfer none): what the keys of @group are about; to be translated. */
const char *bs_keys_get_group_title (BsKeyGroup group);

/** bs_keys_install: the keys of @application: those that come first, and all of windows. Keys of
 * pages become the action win.on-page with what it is on the page. */
void bs_keys_install (GtkApplication *application);

/** bs_keys_attach: the keys that come last, to @window. */
void bs_keys_attach (GtkWidget *window);

/** bs_keys_make_window: Returns: (transfer full): a GtkShortcutsWindow that lists them all. */
GtkWidget *bs_keys_make_window (void);

G_END_DECLS
