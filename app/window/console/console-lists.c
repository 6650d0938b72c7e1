/* SPDX-License-Identifier: Apache-2.0 */
/* What the console offers to write: recipes, favourites, queries of before, tables and columns. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/window/console/console-panel-private.h"
#include "app/window/parts/toast.h"
#include "profiles/query/query-schema.h"
#include "profiles/query/recipes.h"

#define MAX_TITLE 90

/* A query in one line. */
static char *
shorten (const char *sql)
{
  g_auto (GStrv) words = g_strsplit_set (sql, " \t\r\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL && g_utf8_strlen (out->str, -1) <= MAX_TITLE; i++)
    if (*words[i] != '\0')
      g_string_append_printf (out, "%s%s", out->len > 0 ? " " : "", words[i]);
  if (g_utf8_strlen (out->str, -1) > MAX_TITLE)
    {
      g_string_truncate (out, (gsize) (g_utf8_offset_to_pointer (out->str, MAX_TITLE) - out->str));
      g_string_append (out, "…");
    }

  return g_string_free (out, FALSE);
}

static void
take_group (GListStore *store, BsPickItem *group)
{
  g_list_store_append (store, group);
  g_object_unref (group);
}

static void
fill_recipes (BsConsolePanel *self, GListStore *store)
{
  for (guint g = 0; g < BS_N_RECIPE_GROUPS; g++)
    {
      BsPickItem *group = bs_pick_item_new (NULL, bs_recipe_group_title (g), NULL, NULL);

      for (guint i = 0; bs_recipes[i].name != NULL; i++)
        if (bs_recipes[i].group == g)
          bs_pick_item_add (group, bs_pick_item_new (bs_recipes[i].sql, _ (bs_recipes[i].summary),
                                                     NULL, bs_recipes[i].name));
      take_group (store, group);
    }
}

static void
fill_history (BsConsolePanel *self, GListStore *store)
{
  const GPtrArray *favourites = bs_query_book_get_favourites (self->book);
  const GPtrArray *history = bs_query_book_get_history (self->book);
  BsPickItem *group = bs_pick_item_new (NULL, _ ("Favourites"), NULL, NULL);

  for (guint i = 0; i < favourites->len; i++)
    {
      const BsKeptQuery *kept = g_ptr_array_index (favourites, i);
      g_autofree char *sql = shorten (kept->sql);
      BsPickItem *item = bs_pick_item_new (kept->sql, kept->name, NULL, sql);

      bs_pick_item_set_button (item, "drop", "user-trash-symbolic", _ ("Forget this favourite"));
      bs_pick_item_add (group, item);
    }
  if (favourites->len > 0)
    take_group (store, group);
  else
    g_object_unref (group);

  group = bs_pick_item_new (NULL, _ ("Queries of before"), NULL, NULL);
  for (guint i = history->len; i > 0; i--)
    {
      const BsKeptQuery *kept = g_ptr_array_index (history, i - 1);
      g_autofree char *sql = shorten (kept->sql);
      BsPickItem *item = bs_pick_item_new (kept->sql, sql, NULL, NULL);

      bs_pick_item_set_code (item);
      bs_pick_item_set_button (item, "forget", "user-trash-symbolic", _ ("Forget this query"));
      bs_pick_item_add (group, item);
    }
  if (history->len > 0)
    take_group (store, group);
  else
    g_object_unref (group);
}

static void
fill_tables (BsConsolePanel *self, GListStore *store)
{
  static const char *const kinds[BS_N_RELATION_KINDS] = { N_ ("view"), N_ ("console"),
                                                          N_ ("file") };
  const GPtrArray *all = bs_query_schema_get ();

  for (guint i = 0; i < all->len; i++)
    {
      const BsRelation *relation = g_ptr_array_index (all, i);
      BsPickItem *table = bs_pick_item_new (relation->name, relation->name,
                                            _ (kinds[relation->kind]), relation->help);

      bs_pick_item_set_code (table);
      for (guint k = 0; k < relation->columns->len; k++)
        {
          const BsRelationColumn *column = g_ptr_array_index (relation->columns, k);
          g_autofree char *detail = column->unit != NULL
                                        ? g_strdup_printf ("%s, %s", column->type, column->unit)
                                        : g_strdup (column->type);
          BsPickItem *item = bs_pick_item_new (column->name, column->name, detail, column->help);

          bs_pick_item_set_code (item);
          bs_pick_item_add (table, item);
        }
      take_group (store, table);
    }
}

static void
query_chosen_cb (BsConsolePanel *self, BsPickItem *item)
{
  bs_console_panel_open (self, bs_pick_item_get_text (item));
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

/* With nothing written yet a table shows its first rows. */
static void
name_chosen_cb (BsConsolePanel *self, BsPickItem *item)
{
  const char *name = bs_pick_item_get_text (item);
  g_autofree char *sql = g_strstrip (bs_sql_editor_get_sql (self->editor));
  const BsRelation *relation = bs_query_schema_find (name, strlen (name));

  if (*sql == '\0' && relation != NULL)
    {
      g_autofree char *example = bs_relation_make_example (relation);

      bs_sql_editor_set_sql (self->editor, example);
    }
  else
    bs_sql_editor_insert (self->editor, name);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
history_button_cb (BsConsolePanel *self, BsPickItem *item, const char *name)
{
  if (g_str_equal (name, "drop"))
    bs_query_book_drop (self->book, bs_pick_item_get_title (item));
  else
    bs_query_book_forget (self->book, bs_pick_item_get_text (item));
}

/* Favourites */

static void
keep_name_cb (BsConsolePanel *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->keep_name)));
  g_autofree char *sql = g_strstrip (bs_sql_editor_get_sql (self->editor));

  gtk_widget_set_sensitive (self->keep_accept, *name != '\0' && *sql != '\0');
}

static void
keep_cb (BsConsolePanel *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->keep_name)));
  g_autofree char *sql = g_strstrip (bs_sql_editor_get_sql (self->editor));

  if (*name == '\0' || *sql == '\0')
    return;

  gtk_menu_button_popdown (self->keep_button);
  if (!bs_query_book_keep (self->book, name, sql))
    bs_toast_show (GTK_WIDGET (self),
                   _ ("The query is not kept: it is too long, or there are too many"));
}

static void
keep_shown_cb (BsConsolePanel *self)
{
  g_autofree char *sql = g_strstrip (bs_sql_editor_get_sql (self->editor));
  const GPtrArray *favourites = bs_query_book_get_favourites (self->book);

  gtk_editable_set_text (self->keep_name, "");
  for (guint i = 0; i < favourites->len; i++)
    {
      const BsKeptQuery *kept = g_ptr_array_index (favourites, i);

      if (g_str_equal (kept->sql, sql))
        gtk_editable_set_text (self->keep_name, kept->name);
    }
  for (guint i = 0; bs_recipes[i].name != NULL; i++)
    if (g_str_equal (bs_recipes[i].sql, sql))
      gtk_editable_set_text (self->keep_name, bs_recipes[i].name);
  keep_name_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->keep_name));
}

/* History */

static void
book_cb (BsConsolePanel *self)
{
  bs_pick_list_refill (self->history);
}

void
bs_console_lists_go (BsConsolePanel *self, int step)
{
  const GPtrArray *history = bs_query_book_get_history (self->book);
  g_autofree char *now = bs_sql_editor_get_sql (self->editor);
  int n = (int) history->len, to;

  /* What stands there may have been run, here or elsewhere, since. */
  if (self->at >= n || self->at < 0
      || !g_str_equal (((const BsKeptQuery *) g_ptr_array_index (history, self->at))->sql, now))
    {
      self->at = -1;
      if (n > 0
          && g_str_equal (((const BsKeptQuery *) g_ptr_array_index (history, n - 1))->sql, now))
        self->at = n - 1;
    }
  to = (self->at < 0 ? n : self->at) + step;
  if (to < 0 || to > n || (to == n && self->draft == NULL))
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  if (self->at < 0)
    {
      g_free (self->draft);
      self->draft = g_steal_pointer (&now);
    }
  self->at = to < n ? to : -1;
  bs_sql_editor_set_sql (self->editor,
                         to < n ? ((const BsKeptQuery *) g_ptr_array_index (history, to))->sql
                                : self->draft);
}

void
bs_console_lists_init (BsConsolePanel *self)
{
  self->at = -1;
  self->book = g_object_ref (bs_query_book_get ());
  g_signal_connect_object (self->book, "changed", G_CALLBACK (book_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->recipes, "fill", G_CALLBACK (fill_recipes), self);
  g_signal_connect_swapped (self->history, "fill", G_CALLBACK (fill_history), self);
  g_signal_connect_swapped (self->tables, "fill", G_CALLBACK (fill_tables), self);
  g_signal_connect_swapped (self->recipes, "chosen", G_CALLBACK (query_chosen_cb), self);
  g_signal_connect_swapped (self->history, "chosen", G_CALLBACK (query_chosen_cb), self);
  g_signal_connect_swapped (self->tables, "chosen", G_CALLBACK (name_chosen_cb), self);
  g_signal_connect_swapped (self->history, "button", G_CALLBACK (history_button_cb), self);
  g_signal_connect_swapped (self->keep_name, "changed", G_CALLBACK (keep_name_cb), self);
  g_signal_connect_swapped (self->keep_name, "activate", G_CALLBACK (keep_cb), self);
  g_signal_connect_swapped (self->keep_accept, "clicked", G_CALLBACK (keep_cb), self);
  g_signal_connect_swapped (self->keep_popover, "show", G_CALLBACK (keep_shown_cb), self);
}

void
bs_console_lists_dispose (BsConsolePanel *self)
{
  g_clear_object (&self->book);
  g_clear_pointer (&self->draft, g_free);
}
