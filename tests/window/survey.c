/* SPDX-License-Identifier: Apache-2.0 */
/* All that a window shows, and all that can be operated in it. */
#include "config.h"

#include "tests/window/survey.h"

#include <string.h>

#include "app/window/parts/canvas.h"
#include "tests/window/fixture.h"

#define UI "/org/batchscope/Batchscope/ui"
#define SETTLE_MS 40
#define SETTLE_ROUNDS 60
#define EFFECT_MS 10000

static void
append_value (GString *out, GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    g_string_append (out, gtk_label_get_text (GTK_LABEL (widget)));
  else if (GTK_IS_EDITABLE (widget))
    g_string_append (out, gtk_editable_get_text (GTK_EDITABLE (widget)));
  else if (GTK_IS_IMAGE (widget))
    g_string_append (out, gtk_image_get_icon_name (GTK_IMAGE (widget)) != NULL
                              ? gtk_image_get_icon_name (GTK_IMAGE (widget))
                              : "");
  else if (GTK_IS_TOGGLE_BUTTON (widget))
    g_string_append_printf (out, "%d", gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (widget)));
  else if (GTK_IS_SWITCH (widget))
    g_string_append_printf (out, "%d", gtk_switch_get_active (GTK_SWITCH (widget)));
  else if (GTK_IS_DROP_DOWN (widget))
    g_string_append_printf (out, "%u", gtk_drop_down_get_selected (GTK_DROP_DOWN (widget)));
  else if (GTK_IS_PROGRESS_BAR (widget))
    g_string_append_printf (out, "%g", gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (widget)));
  else if (BS_IS_CANVAS (widget))
    {
      const BsView *view = bs_canvas_get_view (BS_CANVAS (widget));
      BsClock *clock = bs_canvas_get_clock (BS_CANVAS (widget));
      BsCanvasClass *klass = BS_CANVAS_GET_CLASS (widget);

      g_string_append_printf (out, "%g %g %g", view->zoom, view->x, view->y);
      if (clock != NULL)
        {
          g_autofree char *words = klass->describe (BS_CANVAS (widget),
                                                    bs_clock_get_decision (clock));

          g_string_append_printf (out, " %d %g %s", bs_clock_get_playing (clock),
                                  bs_clock_get_speed (clock), words);
        }
    }
}

static void
append_widget (GString *out, GtkWidget *widget, GtkWidget *except)
{
  if (widget == except || !gtk_widget_get_mapped (widget))
    return;

  g_string_append_printf (out, "%s %d%d ", G_OBJECT_TYPE_NAME (widget),
                          gtk_widget_is_sensitive (widget), gtk_widget_has_focus (widget));
  append_value (out, widget);
  g_string_append_c (out, '\n');
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    append_widget (out, child, except);
}

char *
survey_describe (GtkWidget *except)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "clipboard %p\n", (gpointer) gdk_clipboard_get_content (clipboard));
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      g_string_append_printf (out, "%s %d\n", gtk_window_get_title (GTK_WINDOW (window)),
                              gtk_window_is_fullscreen (GTK_WINDOW (window)));
      append_widget (out, window, except);
    }

  return g_string_free (out, FALSE);
}

char *
survey_settle (GtkWidget *except)
{
  char *last = survey_describe (except);

  for (guint i = 0; i < SETTLE_ROUNDS; i++)
    {
      char *now;
      gboolean same;

      test_spin (SETTLE_MS);
      now = survey_describe (except);
      same = g_str_equal (now, last);
      g_free (last);
      last = now;
      if (same)
        break;
    }

  return last;
}

gboolean
survey_wait_other (const char *before, GtkWidget *except)
{
  gint64 end = g_get_monotonic_time () + EFFECT_MS * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_autofree char *now = NULL;

      test_spin (10);
      now = survey_describe (except);
      if (!g_str_equal (now, before))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_control (GType type)
{
  return g_type_is_a (type, GTK_TYPE_BUTTON) || g_type_is_a (type, GTK_TYPE_MENU_BUTTON)
         || g_type_is_a (type, GTK_TYPE_DROP_DOWN) || g_type_is_a (type, GTK_TYPE_SWITCH)
         || g_type_is_a (type, GTK_TYPE_EDITABLE) || g_type_is_a (type, ADW_TYPE_COMBO_ROW)
         || g_type_is_a (type, ADW_TYPE_EXPANDER_ROW) || g_type_is_a (type, GTK_TYPE_EXPANDER)
         || g_type_is_a (type, GTK_TYPE_CHECK_BUTTON)
         || g_str_equal (g_type_name (type), "GtkModelButton");
}

/* What GTK and libadwaita made of parts of their own. */
static gboolean
is_theirs (GtkWidget *widget)
{
  return GTK_IS_WINDOW_CONTROLS (widget)
         || g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkColumnViewTitle")
         || g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwTab");
}

static void
list_controls (GtkWidget *widget, GPtrArray *controls)
{
  GType type = G_OBJECT_TYPE (widget);

  if (!gtk_widget_get_mapped (widget) || is_theirs (widget))
    return;

  if (is_control (type) && gtk_widget_is_sensitive (widget)
      && (!GTK_IS_EDITABLE (widget) || gtk_editable_get_editable (GTK_EDITABLE (widget))))
    g_ptr_array_add (controls, g_object_ref (widget));
  if (is_control (type) && type != ADW_TYPE_EXPANDER_ROW && type != GTK_TYPE_MENU_BUTTON)
    return;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    /* The button within a menu's button is that itself. */
    if (type != GTK_TYPE_MENU_BUTTON || GTK_IS_POPOVER (child))
      list_controls (child, controls);
}

GPtrArray *
survey_list_controls (GtkWidget *root)
{
  GPtrArray *controls = g_ptr_array_new_with_free_func (g_object_unref);

  list_controls (root, controls);
  return controls;
}

/* A control with an action has that for a name where it has no id, another one its label. */
static char *
describe_control (GtkWidget *control)
{
  g_autofree char *label = NULL, *icon = NULL, *action = NULL, *title = NULL, *text = NULL;

  if (GTK_IS_ACTIONABLE (control))
    action = g_strdup (gtk_actionable_get_action_name (GTK_ACTIONABLE (control)));
  if (action != NULL)
    {
      GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (control));

      text = target != NULL ? g_variant_print (target, FALSE) : NULL;
      return text != NULL ? g_strdup_printf ("%s %s", action, text) : g_steal_pointer (&action);
    }
  if (GTK_IS_BUTTON (control))
    g_object_get (control, "label", &label, "icon-name", &icon, NULL);
  else if (g_str_equal (G_OBJECT_TYPE_NAME (control), "GtkModelButton"))
    g_object_get (control, "text", &label, NULL);
  else if (ADW_IS_PREFERENCES_ROW (control))
    g_object_get (control, "title", &title, NULL);
  if (label != NULL)
    return g_steal_pointer (&label);
  if (icon != NULL)
    return g_steal_pointer (&icon);
  if (title != NULL)
    return g_steal_pointer (&title);

  return g_strdup (G_OBJECT_TYPE_NAME (control));
}

char *
survey_name_control (GtkWidget *control, GHashTable *known)
{
  const char *id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (control));
  g_autofree char *said = describe_control (control);
  const char *nearest = NULL;

  for (GtkWidget *owner = control; owner != NULL; owner = gtk_widget_get_parent (owner))
    {
      const char *type = G_OBJECT_TYPE_NAME (owner);
      const char *names[] = { id, said };

      if (!g_str_has_prefix (type, "Bs"))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *name = g_strdup_printf ("%s %s", type, names[i]);

          if (names[i] != NULL && g_hash_table_contains (known, name))
            return g_steal_pointer (&name);
        }
      if (nearest == NULL && owner != control)
        nearest = type;
    }

  return g_strdup_printf ("%s %s", nearest, said);
}

/* A .ui file on its way through the parser. */
typedef struct
{
  GHashTable *names;
  char *owner;         /* class of the template */
  GPtrArray *objects;  /* char, or %NULL: no control; those around this place */
  GPtrArray *readings; /* char, or %NULL: what each is called so far */
  char *property;
  gboolean for_readers; /* within what only a screen reader is told */
} Reader;

static const char *
find_attribute (const char *name, const char **names, const char **values)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];

  return NULL;
}

static void
start_cb (GMarkupParseContext *context, const char *element, const char **names,
          const char **values, gpointer user_data, GError **error)
{
  Reader *self = user_data;
  const char *class_name = find_attribute ("class", names, values);
  GType type = class_name != NULL ? g_type_from_name (class_name) : G_TYPE_INVALID;

  if (g_str_equal (element, "accessibility"))
    self->for_readers = TRUE;
  if (g_str_equal (element, "template"))
    self->owner = g_strdup (class_name);
  if (g_str_equal (element, "object"))
    {
      gboolean is_one = type != G_TYPE_INVALID && is_control (type);
      const char *id = find_attribute ("id", names, values);

      g_ptr_array_add (self->objects, is_one ? g_strdup (class_name) : NULL);
      g_ptr_array_add (self->readings, is_one && id != NULL ? g_strdup_printf ("#%s", id) : NULL);
    }
  if (g_str_equal (element, "property"))
    {
      g_free (self->property);
      self->property = g_strdup (find_attribute ("name", names, values));
    }
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
         GError **error)
{
  Reader *self = user_data;
  char **reading;

  if (self->objects->len == 0 || self->property == NULL || self->for_readers)
    return;

  /* An id is the best name, then an action, then a label. */
  reading = (char **) &self->readings->pdata[self->readings->len - 1];
  if (*reading != NULL && (**reading == '#' || g_str_equal (self->property, "icon-name")))
    return;
  if (g_str_equal (self->property, "action-name") || g_str_equal (self->property, "label")
      || g_str_equal (self->property, "icon-name"))
    {
      if (*reading != NULL && **reading == '!')
        return;
      g_free (*reading);
      *reading = g_strdup_printf ("%c%.*s", *self->property == 'a' ? '!' : '.', (int) length, text);
    }
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  Reader *self = user_data;
  guint last = self->objects->len - 1;

  if (g_str_equal (element, "property"))
    g_clear_pointer (&self->property, g_free);
  if (g_str_equal (element, "accessibility"))
    self->for_readers = FALSE;
  if (!g_str_equal (element, "object"))
    return;

  if (self->objects->pdata[last] != NULL)
    {
      const char *reading = self->readings->pdata[last];

      g_hash_table_add (
          self->names,
          g_strdup_printf ("%s %s", self->owner,
                           reading != NULL ? reading + 1 : (char *) self->objects->pdata[last]));
    }
  g_ptr_array_set_size (self->objects, (int) last);
  g_ptr_array_set_size (self->readings, (int) last);
}

GHashTable *
survey_list_ui (void)
{
  const GMarkupParser parser = { start_cb, end_cb, text_cb, NULL, NULL };
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) files = g_resources_enumerate_children (UI, 0, &error);

  g_assert_no_error (error);
  /* What no widget has asked for yet has no name yet. */
  g_type_ensure (GTK_TYPE_TOGGLE_BUTTON);
  g_type_ensure (GTK_TYPE_SPIN_BUTTON);
  g_type_ensure (GTK_TYPE_ENTRY);
  g_type_ensure (GTK_TYPE_SEARCH_ENTRY);
  g_type_ensure (GTK_TYPE_EDITABLE_LABEL);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (UI, files[i], NULL);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, &error);
      Reader reader = { .names = names,
                        .objects = g_ptr_array_new_with_free_func (g_free),
                        .readings = g_ptr_array_new_with_free_func (g_free) };
      g_autoptr (GMarkupParseContext)
          context = g_markup_parse_context_new (&parser, 0, &reader, NULL);

      g_assert_no_error (error);
      g_markup_parse_context_parse (context, g_bytes_get_data (bytes, NULL),
                                    (gssize) g_bytes_get_size (bytes), &error);
      g_assert_no_error (error);
      g_ptr_array_unref (reader.objects);
      g_ptr_array_unref (reader.readings);
      g_free (reader.owner);
      g_free (reader.property);
    }

  return names;
}

static guint
count_items (GListModel *model)
{
  return model != NULL ? g_list_model_get_n_items (model) : 0;
}

static gboolean
turn (GtkSpinButton *spin)
{
  double low, high, value = gtk_spin_button_get_value (spin);

  gtk_spin_button_get_range (spin, &low, &high);
  gtk_spin_button_spin (spin, value < high ? GTK_SPIN_STEP_FORWARD : GTK_SPIN_STEP_BACKWARD, 0);
  return low < high;
}

gboolean
survey_operate (GtkWidget *control)
{
  guint n = 0;

  if (GTK_IS_MENU_BUTTON (control))
    gtk_menu_button_popup (GTK_MENU_BUTTON (control));
  else if (GTK_IS_SWITCH (control))
    gtk_switch_set_active (GTK_SWITCH (control), !gtk_switch_get_active (GTK_SWITCH (control)));
  else if (GTK_IS_DROP_DOWN (control))
    {
      GtkDropDown *choice = GTK_DROP_DOWN (control);

      n = count_items (gtk_drop_down_get_model (choice));
      gtk_drop_down_set_selected (choice, (gtk_drop_down_get_selected (choice) + 1) % MAX (n, 1));
      return n > 1;
    }
  else if (ADW_IS_COMBO_ROW (control))
    {
      AdwComboRow *choice = ADW_COMBO_ROW (control);

      n = count_items (adw_combo_row_get_model (choice));
      adw_combo_row_set_selected (choice, (adw_combo_row_get_selected (choice) + 1) % MAX (n, 1));
      return n > 1;
    }
  else if (ADW_IS_EXPANDER_ROW (control))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (control),
                                   !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (control)));
  else if (GTK_IS_EXPANDER (control))
    gtk_expander_set_expanded (GTK_EXPANDER (control),
                               !gtk_expander_get_expanded (GTK_EXPANDER (control)));
  else if (GTK_IS_SPIN_BUTTON (control))
    return turn (GTK_SPIN_BUTTON (control));
  else if (GTK_IS_EDITABLE (control))
    {
      gtk_editable_set_text (GTK_EDITABLE (control), "2");
      if (g_signal_lookup ("activate", G_OBJECT_TYPE (control)) != 0)
        g_signal_emit_by_name (control, "activate");
    }
  else
    g_signal_emit_by_name (control, "clicked");

  return TRUE;
}
