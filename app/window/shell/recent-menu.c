/* SPDX-License-Identifier: Apache-2.0 */
/* The traces that were opened last, as a menu. */
#include "config.h"

#include "app/window/shell/recent-menu.h"

#include <glib/gi18n-lib.h>

#include "app/window/shell/recent.h"

#define MAX_RECENT 8
#define MAX_MENU_CHARS 48

/* An underscore is part of the name, not a mnemonic; nor is a menu as wide as the longest name. */
static char *
menu_label (const char *name)
{
  glong length = g_utf8_strlen (name, -1);
  g_autofree char *begin = g_utf8_substring (name, 0, MIN (length, MAX_MENU_CHARS / 2));
  g_autofree char *end = g_utf8_substring (name, MAX (length - MAX_MENU_CHARS / 2, 0), length);
  g_autofree char *shorter = length > MAX_MENU_CHARS ? g_strjoin ("…", begin, end, NULL)
                                                     : g_strdup (name);
  g_auto (GStrv) parts = g_strsplit (shorter, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
update (GMenu *menu)
{
  g_autoptr (GPtrArray) list = bs_recent_list (bs_recent_get ());

  g_menu_remove_all (menu);
  for (guint i = 0; i < MIN (list->len, MAX_RECENT); i++)
    {
      BsRecentEntry *entry = g_ptr_array_index (list, i);
      g_autofree char *uri = g_file_get_uri (entry->file);
      g_autofree char *label = menu_label (entry->name);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.open-uri", "s", uri);
      g_menu_append_item (menu, item);
    }
  if (list->len == 0)
    g_menu_append (menu, _ ("None yet"), "win.none");
}

void
bs_recent_menu_fill (GMenu *menu)
{
  g_return_if_fail (G_IS_MENU (menu));

  g_signal_connect_object (bs_recent_get (), "changed", G_CALLBACK (update), menu,
                           G_CONNECT_SWAPPED);
  update (menu);
}
