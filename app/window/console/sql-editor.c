/* SPDX-License-Identifier: Apache-2.0 */
/* An editor for SQL on a trace. */
#include "config.h"

#include "app/window/console/sql-editor.h"

#include <string.h>

#include <adwaita.h>

#include "app/window/console/sql-completion.h"
#include "app/window/parts/left-to-right.h"
#include "engine/shipped.h"
#include "profiles/query/query-words.h"

/* Nobody wants to hear what is wrong with half a word. */
#define PAUSE_MS 400

/* A line of 90 KB takes seconds to be laid out and coloured. */
#define MOST_OF_LINE 4000

struct _BsSqlEditor
{
  GtkSourceView parent_instance;

  GtkTextTag *wrong;
  guint pause_source, pause_ms;
  gboolean completing, breaking;
};

enum
{
  PAUSED,
  BROKEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsSqlEditor, bs_sql_editor, GTK_SOURCE_TYPE_VIEW)

static GtkTextBuffer *
get_buffer (BsSqlEditor *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

static gboolean
pause_cb (gpointer user_data)
{
  BsSqlEditor *self = user_data;

  /* Not before the word is chosen. */
  if (self->completing)
    return G_SOURCE_CONTINUE;

  self->pause_source = 0;
  g_signal_emit (self, signals[PAUSED], 0);
  return G_SOURCE_REMOVE;
}

/* What stands before it says whether it begins within quotes. */
static void
insert_cb (GtkTextBuffer *buffer, GtkTextIter *at, char *text, int length, BsSqlEditor *self)
{
  g_autofree char *before = NULL, *sql = NULL, *broken = NULL;
  GtkTextIter start;

  if (self->breaking || gtk_text_iter_get_line_index (at) + length <= MOST_OF_LINE)
    return;

  gtk_text_buffer_get_start_iter (buffer, &start);
  before = gtk_text_buffer_get_text (buffer, &start, at, TRUE);
  sql = g_strdup_printf ("%s%.*s", before, length, text);
  broken = bs_query_break_lines (sql, strlen (before), MOST_OF_LINE);
  if (broken == NULL)
    return;

  g_signal_stop_emission_by_name (buffer, "insert-text");
  self->breaking = TRUE;
  gtk_text_buffer_insert (buffer, at, broken, -1);
  self->breaking = FALSE;
  g_signal_emit (self, signals[BROKEN], 0);
}

static gboolean
has_long_line (GtkTextBuffer *buffer)
{
  GtkTextIter at;

  if (gtk_text_buffer_get_char_count (buffer) <= MOST_OF_LINE)
    return FALSE;

  gtk_text_buffer_get_start_iter (buffer, &at);
  do
    if (gtk_text_iter_get_bytes_in_line (&at) > 2 * MOST_OF_LINE)
      return TRUE;
  while (gtk_text_iter_forward_line (&at));

  return FALSE;
}

/* What cannot be broken has no colours. */
static void
changed_cb (BsSqlEditor *self)
{
  gtk_source_buffer_set_highlight_syntax (GTK_SOURCE_BUFFER (get_buffer (self)),
                                          !has_long_line (get_buffer (self)));
  bs_sql_editor_underline (self, -1);
  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->pause_source = g_timeout_add (self->pause_ms, pause_cb, self);
}

static void
listed_cb (BsSqlEditor *self)
{
  self->completing = TRUE;
}

static void
unlisted_cb (BsSqlEditor *self)
{
  self->completing = FALSE;
}

static void
style_cb (BsSqlEditor *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (manager);
  const char *name = adw_style_manager_get_high_contrast (manager)
                         ? (dark ? "batchscope-contrast-dark" : "batchscope-contrast")
                         : (dark ? "batchscope-dark" : "batchscope-light");

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (get_buffer (self)),
                                      gtk_source_style_scheme_manager_get_scheme (
                                          gtk_source_style_scheme_manager_get_default (), name));
}

/* Not before the view has a buffer of its own. */
static void
bs_sql_editor_constructed (GObject *object)
{
  BsSqlEditor *self = BS_SQL_EDITOR (object);
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (get_buffer (self));
  GtkSourceCompletion *completion = gtk_source_view_get_completion (GTK_SOURCE_VIEW (self));
  g_autoptr (BsSqlCompletion) provider = bs_sql_completion_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();

  G_OBJECT_CLASS (bs_sql_editor_parent_class)->constructed (object);

  gtk_source_buffer_set_language (buffer,
                                  gtk_source_language_manager_get_language (languages, "sql"));
  gtk_source_buffer_set_highlight_matching_brackets (buffer, TRUE);
  self->wrong = gtk_text_buffer_create_tag (GTK_TEXT_BUFFER (buffer), NULL, "underline",
                                            PANGO_UNDERLINE_ERROR, NULL);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self), GTK_WRAP_WORD_CHAR);
  /* Tab goes on to the next control. */
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self), FALSE);
  gtk_source_view_set_auto_indent (GTK_SOURCE_VIEW (self), TRUE);
  gtk_source_view_set_tab_width (GTK_SOURCE_VIEW (self), 2);

  g_object_set (completion, "remember-info-visibility", FALSE, NULL);
  gtk_source_completion_add_provider (completion, GTK_SOURCE_COMPLETION_PROVIDER (provider));
  g_signal_connect_object (completion, "show", G_CALLBACK (listed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (completion, "hide", G_CALLBACK (unlisted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (insert_cb), self, 0);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (style_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (style_cb), self,
                           G_CONNECT_SWAPPED);
  style_cb (self);
}

static void
bs_sql_editor_dispose (GObject *object)
{
  g_clear_handle_id (&BS_SQL_EDITOR (object)->pause_source, g_source_remove);

  G_OBJECT_CLASS (bs_sql_editor_parent_class)->dispose (object);
}

static void
bs_sql_editor_class_init (BsSqlEditorClass *klass)
{
  GtkSourceStyleSchemeManager *styles = gtk_source_style_scheme_manager_get_default ();
  g_autofree char *folder = bs_shipped_file ("styles");

  G_OBJECT_CLASS (klass)->constructed = bs_sql_editor_constructed;
  G_OBJECT_CLASS (klass)->dispose = bs_sql_editor_dispose;
  /* Version 5.6 lists schemes of resources, but cannot read them. */
  gtk_source_style_scheme_manager_append_search_path (styles, folder);

  signals[PAUSED] = g_signal_new ("paused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[BROKEN] = g_signal_new ("broken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_sql_editor_init (BsSqlEditor *self)
{
  self->pause_ms = PAUSE_MS;
  bs_set_left_to_right (GTK_WIDGET (self));
}

char *
bs_sql_editor_get_sql (BsSqlEditor *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (BS_IS_SQL_EDITOR (self), NULL);

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, TRUE);
}

void
bs_sql_editor_set_sql (BsSqlEditor *self, const char *sql)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter start, end;

  g_return_if_fail (BS_IS_SQL_EDITOR (self));

  /* As one change, unlike gtk_text_buffer_set_text(), which cannot be undone. */
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, sql, -1);
  gtk_text_buffer_end_user_action (buffer);
}

void
bs_sql_editor_insert (BsSqlEditor *self, const char *text)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter at, other;
  gunichar before, after;

  g_return_if_fail (BS_IS_SQL_EDITOR (self));

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (buffer, &at, gtk_text_buffer_get_insert (buffer));
  other = at;
  before = gtk_text_iter_backward_char (&other) ? gtk_text_iter_get_char (&other) : ' ';
  after = gtk_text_iter_get_char (&at);
  if (g_unichar_isalnum (before) || before == '_' || before == ',' || before == ')')
    gtk_text_buffer_insert (buffer, &at, " ", 1);
  gtk_text_buffer_insert (buffer, &at, text, -1);
  if (g_unichar_isalnum (after) || after == '_')
    gtk_text_buffer_insert (buffer, &at, " ", 1);
  gtk_text_buffer_end_user_action (buffer);
}

void
bs_sql_editor_underline (BsSqlEditor *self, glong where)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter from, to;

  g_return_if_fail (BS_IS_SQL_EDITOR (self));

  gtk_text_buffer_get_bounds (buffer, &from, &to);
  gtk_text_buffer_remove_tag (buffer, self->wrong, &from, &to);
  if (where >= 0)
    {
      g_autofree char *sql = bs_sql_editor_get_sql (self);
      glong start, end;

      bs_query_word_span (sql, where, &start, &end);
      gtk_text_buffer_get_iter_at_offset (buffer, &from, (int) start);
      gtk_text_buffer_get_iter_at_offset (buffer, &to, (int) end);
      gtk_text_buffer_apply_tag (buffer, self->wrong, &from, &to);
    }
}

gboolean
bs_sql_editor_get_underlined (BsSqlEditor *self, glong *start, glong *end)
{
  GtkTextIter from, to;

  g_return_val_if_fail (BS_IS_SQL_EDITOR (self), FALSE);

  gtk_text_buffer_get_start_iter (get_buffer (self), &from);
  if (!gtk_text_iter_starts_tag (&from, self->wrong)
      && !gtk_text_iter_forward_to_tag_toggle (&from, self->wrong))
    return FALSE;
  to = from;
  gtk_text_iter_forward_to_tag_toggle (&to, self->wrong);
  *start = gtk_text_iter_get_offset (&from);
  *end = gtk_text_iter_get_offset (&to);

  return TRUE;
}

void
bs_sql_editor_set_pause (BsSqlEditor *self, guint ms)
{
  g_return_if_fail (BS_IS_SQL_EDITOR (self));

  self->pause_ms = ms;
}

gboolean
bs_sql_editor_is_completing (BsSqlEditor *self)
{
  g_return_val_if_fail (BS_IS_SQL_EDITOR (self), FALSE);

  return self->completing;
}
