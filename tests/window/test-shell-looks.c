/* SPDX-License-Identifier: Apache-2.0 */
/* What the shell looks like: words on cards and in menus, rows and cards that line up, windows that fit
 * on small screens, and that a run can be recorded again as it was. */
#include "config.h"

#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "app/window/debug/graph-canvas.h"
#include "app/window/record/record-dialog.h"
#include "app/window/record/record-form.h"
#include "app/window/record/rows.h"
#include "app/window/learn/learn-page.h"
#include "app/window/shell/keys.h"
#include "app/window/shell/recent.h"
#include "app/window/shell/start-page.h"
#include "app/window/shell/trace-card.h"
#include "app/window/shell/trace-page.h"
#include "app/window/shell/trace-views.h"
#include "app/window/shell/window.h"
#include "tests/window/fixture.h"

#define PATIENCE_MS 20000

static char *folder;

static void
test_ages (void)
{
  static const struct
  {
    const char *then, *text;
  } ages[] = {
    { "2026-03-09T12:00:30Z", "just now" },     { "2026-03-09T12:05:00Z", "just now" },
    { "2026-03-09T11:59:00Z", "1 minute ago" }, { "2026-03-09T11:01:00Z", "59 minutes ago" },
    { "2026-03-09T11:00:00Z", "1 hour ago" },   { "2026-03-09T01:00:00Z", "11 hours ago" },
    { "2026-03-08T23:59:00Z", "yesterday" },    { "2026-03-08T00:00:00Z", "yesterday" },
    { "2026-03-07T23:00:00Z", "2 days ago" },   { "2026-03-03T12:00:00Z", "6 days ago" },
    { "2026-03-02T12:00:00Z", "2 March" },      { "2025-12-31T12:00:00Z", "31 December 2025" },
  };
  g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 ("2026-03-09T12:00:59Z", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_autoptr (GDateTime) then = g_date_time_new_from_iso8601 (ages[i].then, NULL);
      g_autofree char *age = bs_recent_age (g_date_time_to_unix (then), g_date_time_to_unix (now));

      g_assert_cmpstr (age, ==, ages[i].text);
    }
}

static void
add_recent (const char *name, BsPictures *pictures)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  bs_recent_add (file, pictures);
}

static void
test_facts (void)
{
  g_autoptr (BsTrace) trace = test_make_trace (1);
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);
  g_autoptr (GPtrArray) list = NULL;
  g_autofree char *begin = NULL;
  const BsRecentEntry *entry;

  add_recent ("facts.bscope", pictures);
  list = bs_recent_list (bs_recent_get ());
  entry = g_ptr_array_index (list, 0);
  begin = g_strdup_printf ("%u batches, bound %u, ", trace->n_decisions,
                           trace->mini_batches[0].lower_bound);
  g_assert_cmpstr (entry->name, ==, "facts");
  g_assert_true (g_str_has_prefix (entry->facts, begin));
}

/* Cards beside each other are equally high, with and without a badge, and no number is cut. */
static void
test_cards (void)
{
  g_autoptr (BsTrace) trace = test_make_trace (1);
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);
  GtkWidget *window = adw_window_new (), *page = g_object_new (BS_TYPE_START_PAGE, NULL);
  graphene_rect_t bounds[2];
  int heights[2];

  trace->mini_batches[0].lower_bound = 1;
  trace->complete = TRUE;
  add_recent ("plain.bscope", pictures);
  trace->complete = FALSE;
  add_recent ("badge.bscope", pictures);
  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 1024, 700);
  gtk_window_present (GTK_WINDOW (window));
  test_spin (800);

  for (int i = 0; i < 2; i++)
    {
      GtkFlowBox *cards = GTK_FLOW_BOX (test_find (page, GTK_TYPE_FLOW_BOX));
      GtkWidget *card = GTK_WIDGET (gtk_flow_box_get_child_at_index (cards, i));
      GtkWidget *facts = GTK_WIDGET (
          gtk_widget_get_template_child (card, BS_TYPE_TRACE_CARD, "facts"));

      heights[i] = gtk_widget_get_height (card);
      g_assert_true (gtk_widget_compute_bounds (facts, card, &bounds[i]));
      g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (facts))));
    }
  g_assert_true (test_says (page, "cut short"));
  g_assert_cmpint (heights[0], >, 0);
  g_assert_cmpint (heights[0], ==, heights[1]);
  g_assert_cmpfloat_with_epsilon (bounds[0].origin.y, bounds[1].origin.y, 0.5);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_note (GtkWidget *page)
{
  GtkWidget *views = test_find (page, BS_TYPE_TRACE_VIEWS);

  g_assert_nonnull (views);
  return GTK_WIDGET (gtk_widget_get_template_child (views, BS_TYPE_TRACE_VIEWS, "emulated"));
}

/* A trace of the emulated device says so on all pages, also narrow ones, for good, and on its card. */
static void
test_emulated (void)
{
  const char *text = "Emulated device: counts are right, times are not a GPU’s.";
  const int widths[] = { 1440, 700 };
  PageFixture page;
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 3; i++)
    {
      BsTrace *trace = test_make_trace (1);
      GtkWidget *note;

      /* none, a GPU, an emulated one */
      if (i > 0)
        trace->device = bs_device_new (
            &(BsDeviceFacts){ .name = i == 1 ? "A GPU" : "emulated", .major = 8 });
      g_assert_cmpint (bs_trace_is_emulated (trace), ==, i == 2);
      page_fixture_init (&page, trace);
      note = find_note (GTK_WIDGET (page.page));
      g_assert_cmpint (gtk_widget_get_mapped (note), ==, i == 2);
      g_assert_cmpint (test_says (GTK_WIDGET (page.page), text), ==, i == 2);
      for (guint k = 0; i == 2 && k < G_N_ELEMENTS (widths); k++)
        {
          GtkWidget *label = test_find_labelled (note, GTK_TYPE_LABEL, text);

          gtk_window_set_default_size (GTK_WINDOW (page.window), widths[k], 500);
          gtk_widget_activate_action (GTK_WIDGET (page.page), "page.memory", NULL);
          test_settle (2000);
          g_assert_true (gtk_widget_get_mapped (label));
          g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))));
          gtk_widget_activate_action (GTK_WIDGET (page.page), "page.debug", NULL);
          g_assert_true (gtk_widget_get_mapped (label));
          g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (note), "A program"));
        }
      add_recent (i == 2 ? "emulated.bscope" : "real.bscope", page.pictures);
      page_fixture_clear (&page);
    }

  list = bs_recent_list (bs_recent_get ());
  for (guint i = 0; i < list->len; i++)
    {
      const BsRecentEntry *entry = g_ptr_array_index (list, i);
      gboolean emulated = g_str_equal (entry->name, "emulated");
      GtkWidget *card = g_object_ref_sink (bs_trace_card_new (entry));

      g_assert_cmpint (entry->emulated, ==, emulated);
      g_assert_cmpint (test_says (card, "emulated"), ==, emulated);
      g_assert_cmpint (strstr (gtk_widget_get_tooltip_text (card), text) != NULL, ==, emulated);
      g_object_unref (card);
    }
}

/* The form begins and ends where what stands above and below it does. */
static void
test_form_edges (void)
{
  BsRecordForm *form = BS_RECORD_FORM (bs_record_form_new ());
  GtkWidget *window = adw_window_new ();
  graphene_rect_t group, button;

  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (form));
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 900);
  gtk_window_present (GTK_WINDOW (window));
  test_spin (600);
  g_assert_true (gtk_widget_compute_bounds (
      GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (form), BS_TYPE_RECORD_FORM, "group")),
      GTK_WIDGET (form), &group));
  g_assert_true (
      gtk_widget_compute_bounds (GTK_WIDGET (gtk_widget_get_template_child (
                                     GTK_WIDGET (form), BS_TYPE_RECORD_FORM, "record_button")),
                                 GTK_WIDGET (form), &button));
  g_assert_cmpfloat_with_epsilon (group.origin.x, button.origin.x, 0.5);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What wraps is as high as its text at the width that there is: nothing scrolls where there is room. */
static void
test_rows_view (void)
{
  GtkWidget *window = adw_window_new (), *form = bs_record_form_new ();
  GtkWidget *rows = GTK_WIDGET (gtk_widget_get_template_child (form, BS_TYPE_RECORD_FORM, "rows"));
  GtkWidget *group = GTK_WIDGET (
      gtk_widget_get_template_child (form, BS_TYPE_RECORD_FORM, "group"));
  GtkWidget *model = GTK_WIDGET (
      gtk_widget_get_template_child (form, BS_TYPE_RECORD_FORM, "model_row"));
  int minimum, natural, before, wanted;

  adw_window_set_content (ADW_WINDOW (window), form);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 900);
  gtk_window_present (GTK_WINDOW (window));
  test_spin (600);
  gtk_widget_measure (rows, GTK_ORIENTATION_VERTICAL, 400, NULL, &before, NULL, NULL);
  bs_row_set_text (model,
                   "something is wrong with this model, and to say what takes more words than one "
                   "line of a form has room for, or two",
                   TRUE);
  gtk_widget_measure (rows, GTK_ORIENTATION_VERTICAL, 400, &minimum, &natural, NULL, NULL);
  gtk_widget_measure (group, GTK_ORIENTATION_VERTICAL, 400, NULL, &wanted, NULL, NULL);
  g_assert_cmpint (natural, >, before);
  g_assert_cmpint (ABS (natural - wanted), <=, 6);
  g_assert_cmpint (minimum, <, natural / 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
has_action (GtkWidget *widget, const char *action)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      const char *name, *property;
      const GVariantType *type;
      GType owner;

      for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (widget), i, &owner,
                                                       &name, &type, &property);
           i++)
        if (g_str_equal (name, action))
          return TRUE;
    }

  return FALSE;
}

/* What a key asks for is there: on a page of the trace, or on the window. */
static void
test_keys_act (PageFixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "memory", "profile", "compare", "train" };
  BsWindow *window = bs_window_new (NULL);
  GtkWidget *graph = test_find (GTK_WIDGET (fixture->page), BS_TYPE_GRAPH_CANVAS);
  g_autoptr (GtkWidget) learn = g_object_ref_sink (g_object_new (BS_TYPE_LEARN_PAGE, NULL));
  guint n_keys;
  const BsKey *keys = bs_keys_get (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    {
      const char *action = keys[i].action != NULL ? keys[i].action : "app.none";
      gboolean found = g_str_has_prefix (action, "app.") || has_action (graph, action)
                       || has_action (GTK_WIDGET (window), action) || has_action (learn, action);

      for (guint k = 0; k < G_N_ELEMENTS (pages) && !found; k++)
        found = has_action (bs_trace_page_show (fixture->page, pages[k]), action);
      g_test_message ("%s", action);
      g_assert_true (found);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* All of it can be read on a screen of 1024 by 700. */
static void
test_keys_fit (void)
{
  g_autoptr (GtkWidget) window = bs_keys_make_window ();
  int width, height;

  gtk_widget_measure (window, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (window, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  g_assert_cmpint (width, <=, 1024);
  g_assert_cmpint (height, <=, 700);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A long name does not make the menu as wide as itself; its underscores are no mnemonics. */
static void
test_recent_menu (void)
{
  g_autoptr (BsTrace) trace = test_make_trace (1);
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);
  g_autofree char *label = NULL;
  g_autoptr (GMenuModel) section = NULL;
  BsWindow *window;
  GtkWidget *open;

  add_recent ("begin_of_a_name-that-goes-on-and-on-and-on-and-on-and-on-and-on-till-its_end.bscope",
              pictures);
  window = bs_window_new (NULL);
  open = test_find (GTK_WIDGET (window), ADW_TYPE_SPLIT_BUTTON);
  section = g_menu_model_get_item_link (adw_split_button_get_menu_model (ADW_SPLIT_BUTTON (open)),
                                        0, G_MENU_LINK_SECTION);
  g_assert_true (g_menu_model_get_item_attribute (section, 0, "label", "s", &label));
  g_assert_cmpint (g_utf8_strlen (label, -1), <, 60);
  g_assert_true (g_str_has_prefix (label, "begin__of__a__name"));
  g_assert_true (g_str_has_suffix (label, "its__end"));
  g_assert_nonnull (strstr (label, "…"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static char *
record (const char *name, const char *const *arguments)
{
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  char *path = g_build_filename (folder, name, NULL);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_strv_builder_add_many (all, g_getenv ("BATCHSCOPE_CLI"), "record", NULL);
  g_strv_builder_addv (all, (const char **) arguments);
  g_strv_builder_add_many (all, "-o", path, NULL);
  argv = g_strv_builder_end (all);
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return path;
}

static gpointer
row (BsRecordForm *form, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (form), BS_TYPE_RECORD_FORM, name);
}

static double
number (BsRecordForm *form, const char *name)
{
  return gtk_spin_button_get_value (row (form, name));
}

static GtkWidget *
find_record_dialog (void)
{
  GtkWidget *dialog = NULL;

  test_spin (100);
  for (guint i = 0; i < g_list_model_get_n_items (gtk_window_get_toplevels ()); i++)
    {
      g_autoptr (GtkWidget) top = g_list_model_get_item (gtk_window_get_toplevels (), i);

      if (BS_IS_RECORD_DIALOG (top))
        dialog = top;
    }

  return dialog;
}

/* A run is recorded again with what it was recorded with. */
static void
test_again (void)
{
  static const char *const arguments[] = { "--workload",
                                           "lattice-lstm",
                                           "--policy",
                                           "beam",
                                           "--beam",
                                           "3",
                                           "--encoding",
                                           "max",
                                           "--model-size",
                                           "12",
                                           "--batch-size",
                                           "2",
                                           "--batches",
                                           "2",
                                           "--seed",
                                           "9",
                                           "--planner",
                                           "published",
                                           NULL };
  g_autofree char *path = record ("again.bscope", arguments);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  BsWindow *window = bs_window_new (NULL);
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;
  GtkWidget *dialog;
  BsRecordForm *form;

  gtk_window_present (GTK_WINDOW (window));
  bs_window_open (window, file);
  while (bs_trace_page_get_debugger (bs_window_get_page (window)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.record-again", NULL));
  dialog = find_record_dialog ();
  g_assert_nonnull (dialog);
  form = bs_record_dialog_get_form (BS_RECORD_DIALOG (dialog));
  g_assert_cmpstr (bs_row_get_name (row (form, "model_row")), ==, "lattice-lstm");
  g_assert_cmpstr (bs_row_get_name (row (form, "input_row")), ==, "Sample");
  g_assert_cmpstr (bs_row_get_name (row (form, "policy_row")), ==, "beam");
  g_assert_cmpstr (bs_row_get_name (row (form, "encoding_row")), ==, "max");
  g_assert_cmpstr (bs_row_get_name (row (form, "planner_row")), ==, "PQ-tree, as published");
  g_assert_cmpfloat (number (form, "beam"), ==, 3);
  g_assert_cmpfloat (number (form, "size"), ==, 12);
  g_assert_cmpfloat (number (form, "batch_size"), ==, 2);
  g_assert_cmpfloat (number (form, "n_batches"), ==, 2);
  g_assert_cmpfloat (number (form, "seed"), ==, 9);
  gtk_window_destroy (GTK_WINDOW (dialog));

  /* As it is advised on Memory: only the planner is another. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.record-planned", NULL));
  dialog = find_record_dialog ();
  g_assert_nonnull (dialog);
  form = bs_record_dialog_get_form (BS_RECORD_DIALOG (dialog));
  g_assert_cmpstr (bs_row_get_name (row (form, "model_row")), ==, "lattice-lstm");
  g_assert_cmpstr (bs_row_get_name (row (form, "planner_row")), ==, "PQ-tree, whole plan");
  g_assert_cmpfloat (number (form, "seed"), ==, 9);
  gtk_window_destroy (GTK_WINDOW (dialog));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The list says of every model, policy and encoding what it means. */
static void
test_explained (void)
{
  static const char *const rows[] = { "model_row", "policy_row", "encoding_row" };
  BsRecordForm *form = BS_RECORD_FORM (bs_record_form_new ());
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (form));
  gtk_window_present (GTK_WINDOW (window));
  test_spin (200);
  adw_expander_row_set_expanded (row (form, "more_row"), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      AdwComboRow *list = row (form, rows[i]);
      GListModel *names = adw_combo_row_get_model (list);
      guint n = g_list_model_get_n_items (names);

      /* What comes with the program is said in the row itself, too; own files are the last. */
      for (guint k = 0; k < n - (i < 2 ? 1 : 0); k++)
        {
          adw_combo_row_set_selected (list, k);
          test_spin (1);
          g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (list)), !=, "");
        }
      adw_combo_row_set_selected (list, 0);
    }
  adw_action_row_activate (ADW_ACTION_ROW (row (form, "policy_row")));
  test_spin (300);
  g_assert_true (test_says (GTK_WIDGET (window), "The least mean depth over what has not run yet"));
  gtk_popover_popdown (GTK_POPOVER (test_find (row (form, "policy_row"), GTK_TYPE_POPOVER)));
  test_spin (300);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The color that the pixels of @widget have where they cover most. */
static GdkRGBA
darkest_pixel (GtkWidget *widget)
{
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint32 *pixels = NULL;
  guint32 most = 0;
  int n;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (renderer, node, NULL);
  n = gdk_texture_get_width (texture) * gdk_texture_get_height (texture);
  pixels = g_new (guint32, n);
  gdk_texture_download (texture, (guchar *) pixels,
                        (gsize) gdk_texture_get_width (texture) * sizeof (guint32));
  for (int i = 0; i < n; i++)
    if (pixels[i] >> 24 > most >> 24)
      most = pixels[i];

  g_assert_cmpuint (most >> 24, >, 0);
  return (GdkRGBA){ (float) (most >> 16 & 0xff) / (float) (most >> 24),
                    (float) (most >> 8 & 0xff) / (float) (most >> 24),
                    (float) (most & 0xff) / (float) (most >> 24), (float) (most >> 24) / 255.0F };
}

static double
linear (double part)
{
  return part <= 0.04045 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

static double
luminance (GdkRGBA color)
{
  return 0.2126 * linear (color.red) + 0.7152 * linear (color.green) + 0.0722 * linear (color.blue);
}

static GdkRGBA
over (GdkRGBA above, GdkRGBA below)
{
  float a = above.alpha;

  return (GdkRGBA){ a * above.red + (1 - a) * below.red, a * above.green + (1 - a) * below.green,
                    a * above.blue + (1 - a) * below.blue, 1 };
}

/* Dimmed text can be read on every surface, light and dark. */
static void
test_contrast (void)
{
  static const char *const surfaces[] = { "window_bg_color", "view_bg_color", "card_bg_color",
                                          "headerbar_bg_color" };
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkWidget *window = adw_window_new (), *label = gtk_label_new ("█");

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "title-1");
  adw_window_set_content (ADW_WINDOW (window), label);
  gtk_window_present (GTK_WINDOW (window));
  for (int dark = 0; dark < 2; dark++)
    {
      GdkRGBA back, text;

      adw_style_manager_set_color_scheme (manager, dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                        : ADW_COLOR_SCHEME_FORCE_LIGHT);
      test_spin (400);
      g_assert_true (gtk_style_context_lookup_color (gtk_widget_get_style_context (label),
                                                     "window_bg_color", &back));
      text = darkest_pixel (label);
      for (guint i = 0; i < G_N_ELEMENTS (surfaces); i++)
        {
          GdkRGBA surface;
          double a, b;

          g_assert_true (gtk_style_context_lookup_color (gtk_widget_get_style_context (label),
                                                         surfaces[i], &surface));
          surface = over (surface, back);
          a = luminance (over (text, surface));
          b = luminance (surface);
          g_assert_cmpfloat ((MAX (a, b) + 0.05) / (MIN (a, b) + 0.05), >=, 4.5);
        }
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  int status;

  /* Before anything asks where that is. */
  folder = g_dir_make_tmp ("batchscope-looks-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/shell-looks/ages", test_ages);
  g_test_add_func ("/window/shell-looks/facts", test_facts);
  g_test_add_func ("/window/shell-looks/cards", test_cards);
  g_test_add_func ("/window/shell-looks/emulated", test_emulated);
  g_test_add_func ("/window/shell-looks/form-edges", test_form_edges);
  g_test_add_func ("/window/shell-looks/rows-view", test_rows_view);
  g_test_add ("/window/shell-looks/keys-act", PageFixture, NULL, page_fixture_set_up, test_keys_act,
              page_fixture_tear_down);
  g_test_add_func ("/window/shell-looks/keys-fit", test_keys_fit);
  g_test_add_func ("/window/shell-looks/recent-menu", test_recent_menu);
  g_test_add_func ("/window/shell-looks/again", test_again);
  g_test_add_func ("/window/shell-looks/explained", test_explained);
  g_test_add_func ("/window/shell-looks/contrast", test_contrast);
  status = g_test_run ();
  test_remove_folder (folder);
  return status;
}
