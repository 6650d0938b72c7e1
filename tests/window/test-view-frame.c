/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of a view: its picture and its table, shown, copied and saved. What is saved is read
 * back. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/window/clock/strip-canvas.h"
#include "app/window/parts/view-frame.h"
#include "app/window/parts/view-tables.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 20000

typedef struct
{
  BsTrace *trace;
  GtkWidget *window;
  BsViewFrame *frame;
  BsDebugger *debugger;
  char *folder;
  guint n_failed;
} Fixture;

static const char ui[] =
    "<interface><object class='BsViewFrame' id='frame'>"
    "<property name='title'>Decisions</property><property name='file-name'>strip</property>"
    "<child type='control'><object class='GtkButton'><property name='label'>More</property>"
    "</object></child>"
    "<child><object class='BsStripCanvas' id='strip'><property name='hexpand'>1</property>"
    "</object></child></object></interface>";

static void
failed_cb (BsDebugger *debugger, const char *message, Fixture *self)
{
  self->n_failed++;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GtkBuilder) builder = NULL;
  g_autoptr (BsPictures) pictures = NULL;

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_STRIP_CANVAS);
  test_set_animations (FALSE);
  builder = gtk_builder_new_from_string (ui, -1);
  self->trace = test_make_trace (2);
  pictures = bs_pictures_new (self->trace, NULL);
  self->window = gtk_window_new ();
  self->frame = BS_VIEW_FRAME (gtk_builder_get_object (builder, "frame"));
  self->debugger = bs_debugger_new (self->window, pictures);
  self->folder = g_dir_make_tmp ("batchscope-XXXXXX", NULL);
  g_signal_connect (self->debugger, "failed", G_CALLBACK (failed_cb), self);
  bs_canvas_set_content (bs_view_frame_get_canvas (self->frame), pictures,
                         bs_debugger_get_clock (self->debugger));
  bs_view_frame_set_table (self->frame, bs_view_table_nodes, TRUE, NULL, NULL);
  bs_view_frame_set_debugger (self->frame, self->debugger);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 700, 400);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->frame));
  gtk_window_present (GTK_WINDOW (self->window));
  test_spin (100);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_object_add_weak_pointer (G_OBJECT (self->frame), (gpointer *) &self->frame);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->debugger);
  for (guint i = 0; self->frame != NULL && i < 100; i++)
    test_spin (20);
  g_assert_null (self->frame);
  bs_trace_unref (self->trace);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
}

static void
act (Fixture *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->frame), action, NULL));
}

/* The window of @type that is on top, once there is one. */
static GtkWidget *
wait_for_window (GType type)
{
  for (guint i = 0; i < PATIENCE_MS / 20; i++)
    {
      GListModel *windows = gtk_window_get_toplevels ();

      for (guint k = 0; k < g_list_model_get_n_items (windows); k++)
        {
          g_autoptr (GtkWidget) window = g_list_model_get_item (windows, k);

          if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_mapped (window))
            return window;
        }
      test_spin (20);
    }

  g_assert_not_reached ();
}

/* Answers the file dialog with @name. Returns: (transfer full): the bytes of the file. */
static GBytes *
save_as (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *dialog = wait_for_window (GTK_TYPE_FILE_CHOOSER_DIALOG);
  char *data = NULL;
  gsize length = 0;

  /* As somebody who types the whole path. */
  test_spin (300);
  gtk_editable_set_text (GTK_EDITABLE (test_find (dialog, GTK_TYPE_ENTRY)), path);
  test_spin (300);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  for (guint i = 0; i < PATIENCE_MS / 20 && !g_file_query_exists (file, NULL); i++)
    test_spin (20);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

static GBytes *
save_picture (Fixture *self, guint format, const char *name)
{
  GtkWidget *dialog, *button;
  GBytes *bytes;

  act (self, "view.save-picture");
  dialog = wait_for_window (ADW_TYPE_WINDOW);
  adw_combo_row_set_selected (ADW_COMBO_ROW (test_find (dialog, ADW_TYPE_COMBO_ROW)), format);
  g_assert_cmpint (
      gtk_widget_get_visible (test_find_labelled (dialog, ADW_TYPE_ACTION_ROW, "Pixels a point")),
      ==, format == 0);
  button = test_find_labelled (dialog, GTK_TYPE_BUTTON, "Save…");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  bytes = save_as (self, name);
  g_assert_cmpuint (self->n_failed, ==, 0);
  return bytes;
}

static void
test_save_png (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = save_picture (self, 0, "a.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_texture_new_from_bytes (bytes, &error);
  GtkWidget *canvas = GTK_WIDGET (bs_view_frame_get_canvas (self->frame));

  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 2 * gtk_widget_get_width (canvas));
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 2 * gtk_widget_get_height (canvas));
}

static void
check_svg (GBytes *bytes)
{
  GMarkupParser parser = { 0 };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  g_markup_parse_context_parse (context, text, (gssize) length, &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (text, (gssize) length, "<path"));
  /* Vectors, not one image. */
  g_assert_null (g_strstr_len (text, (gssize) length, "<image"));
}

static void
test_save_vectors (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) svg = save_picture (self, 1, "a.svg");
  g_autoptr (GBytes) pdf = save_picture (self, 2, "a.pdf");

  check_svg (svg);
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
  g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);
}

static void
got_value_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GdkTexture **) user_data = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result,
                                                                  NULL);
}

static void
test_copy_picture (Fixture *self, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (self->window);
  GtkWidget *canvas = GTK_WIDGET (bs_view_frame_get_canvas (self->frame));
  g_autoptr (GdkTexture) texture = NULL;

  act (self, "view.copy-picture");
  for (guint i = 0; i < PATIENCE_MS / 20 && gdk_clipboard_get_content (clipboard) == NULL; i++)
    test_spin (20);
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                        "image/svg+xml"));
  g_assert_true (
      gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
  gdk_clipboard_read_texture_async (clipboard, NULL, got_value_cb, &texture);
  for (guint i = 0; i < PATIENCE_MS / 20 && texture == NULL; i++)
    test_spin (20);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, gtk_widget_get_width (canvas));
}

static char *
csv_of (Fixture *self, guint32 decision)
{
  g_autoptr (BsTable) table = bs_view_table_nodes (self->trace, decision, NULL, NULL, NULL);
  GString *out = g_string_new (NULL);

  bs_table_print (table, BS_TABLE_CSV, out);
  return g_string_free (out, FALSE);
}

static void
got_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static char *
read_clipboard (Fixture *self)
{
  char *text = NULL;

  test_spin (300);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (self->window), NULL, got_text_cb, &text);
  for (guint i = 0; text == NULL && i < PATIENCE_MS / 20; i++)
    test_spin (20);
  return text;
}

static void
wait_for_rows (Fixture *self, guint32 decision)
{
  g_autofree char *wanted = csv_of (self, decision);

  for (guint i = 0; i < PATIENCE_MS / 20; i++)
    {
      BsTable *table = bs_data_table_get_table (bs_view_frame_get_data_table (self->frame));
      g_autoptr (GString) out = g_string_new (NULL);

      if (table != NULL)
        bs_table_print (table, BS_TABLE_CSV, out);
      if (g_str_equal (out->str, wanted))
        return;
      test_spin (20);
    }

  g_assert_not_reached ();
}

static void
test_table (Fixture *self, gconstpointer data)
{
  BsClock *clock = bs_debugger_get_clock (self->debugger);
  g_autofree char *copied = NULL, *sorted = NULL, *wanted = csv_of (self, 1);

  /* Without its being shown, too. */
  act (self, "view.copy-table");
  copied = read_clipboard (self);
  g_assert_cmpstr (copied, ==, wanted);

  gtk_widget_grab_focus (GTK_WIDGET (self->frame));
  act (self, "view.table");
  g_assert_true (bs_view_frame_get_show_table (self->frame));
  wait_for_rows (self, 1);
  bs_clock_scrub (clock, 5);
  wait_for_rows (self, 5);

  /* What is shown is what is copied: sorted and filtered. */
  bs_data_table_set_filter (bs_view_frame_get_data_table (self->frame), "node < 3");
  bs_data_table_sort (bs_view_frame_get_data_table (self->frame), 0, TRUE);
  test_spin (300);
  act (self, "view.copy-table");
  sorted = read_clipboard (self);
  g_assert_true (g_str_has_prefix (strchr (sorted, '\n'), "\n2,"));

  act (self, "view.table");
  g_assert_false (bs_view_frame_get_show_table (self->frame));
  g_assert_cmpuint (self->n_failed, ==, 0);
}

static void
test_save_table (Fixture *self, gconstpointer data)
{
  g_autofree char *wanted = csv_of (self, 1);
  g_autoptr (GBytes) csv = NULL, json = NULL;

  act (self, "view.save-table");
  csv = save_as (self, "rows.csv");
  g_assert_cmpmem (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv), wanted, strlen (wanted));
  act (self, "view.save-table");
  json = save_as (self, "rows.json");
  g_assert_cmpmem (g_bytes_get_data (json, NULL), 2, "[\n", 2);
}

static BsTable *
fail_func (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
           GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no rows");
  return NULL;
}

/* What cannot be had or written is said. */
static void
test_failure (Fixture *self, gconstpointer data)
{
  bs_view_frame_set_table (self->frame, fail_func, TRUE, NULL, NULL);
  act (self, "view.copy-table");
  test_spin (200);
  g_assert_cmpuint (self->n_failed, ==, 1);
  act (self, "view.table");
  test_spin (200);
  g_assert_cmpuint (self->n_failed, ==, 2);
}

static void
test_find_frame (Fixture *self, gconstpointer data)
{
  g_assert_true (bs_view_frame_find (self->window) == self->frame);
  g_assert_true (GTK_WIDGET (bs_view_frame_get_canvas (self->frame))
                 == test_find (GTK_WIDGET (self->frame), BS_TYPE_STRIP_CANVAS));
  g_assert_true (test_says (GTK_WIDGET (self->frame), "Decisions"));
  g_assert_true (test_says (GTK_WIDGET (self->frame), "More"));
}

int
main (int argc, char **argv)
{
  if (!test_init (&argc, &argv))
    return 0;

#define ADD(name, function)                                                                        \
  g_test_add ("/window/view-frame/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("find", test_find_frame);
  ADD ("save-png", test_save_png);
  ADD ("save-vectors", test_save_vectors);
  ADD ("copy-picture", test_copy_picture);
  ADD ("table", test_table);
  ADD ("save-table", test_save_table);
  ADD ("failure", test_failure);

  return g_test_run ();
}
