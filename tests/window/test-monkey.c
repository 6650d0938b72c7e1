/* SPDX-License-Identifier: Apache-2.0 */
/* A monkey at the window: it does anything that can be done there, in any order, on traces of every
 * kind. Nothing may complain, and nothing may stay alive afterwards. With -m slow it goes on for longer. */
#include "config.h"

#include <adwaita.h>

#include "tests/profiles/live-run.h"
#include "tests/profiles/trace-place.h"
#include "tests/window/fixture.h"

#define QUICK_STEPS 160
#define SLOW_STEPS 6000
#define PATIENCE_MS 20000

typedef struct
{
  GRand *rand;
  GPtrArray *traces; /* BsTrace */
  GtkWidget *window;
  BsTracePage *page;
  GPtrArray *alive; /* GWeakRef, of what has to go in the end */
} Monkey;

static const char *const texts[] = {
  "",
  "batch_size > 1",
  "type = 'leaf' AND rho < 1",
  "nothing like that",
  "1",
  "4294967296",
  "-3",
  "<b>&amp;</i>",
  "\xe2\x80\xae\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
  "state LIKE '%%'",
  "((((((((((",
  "'",
};

static gboolean
is_ours (gpointer object)
{
  return g_str_has_prefix (G_OBJECT_TYPE_NAME (object), "Bs");
}

static void
collect (GtkWidget *widget, GPtrArray *widgets)
{
  if (!gtk_widget_get_visible (widget))
    return;

  g_ptr_array_add (widgets, g_object_ref (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, widgets);
}

static const char *
any_text (Monkey *self)
{
  return texts[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (texts))];
}

/* Returns: (nullable): a value of an enum that @property of @widget is. */
static GVariant *
make_choice (Monkey *self, GtkWidget *widget, const char *property)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (widget), property);
  GEnumClass *klass;

  if (!G_IS_PARAM_SPEC_ENUM (spec))
    return NULL;

  klass = G_PARAM_SPEC_ENUM (spec)->enum_class;
  return g_variant_new_string (
      klass->values[g_rand_int_range (self->rand, 0, (int) klass->n_values)].value_nick);
}

/* What the action wants, or near it. */
static GVariant *
make_parameter (Monkey *self, const GVariantType *type)
{
  static const guint32 numbers[] = { 0, 1, 2, 7, 100, G_MAXINT32, G_MAXUINT32 };

  if (type == NULL)
    return NULL;
  if (g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
    return g_variant_new_uint32 (numbers[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (numbers))]);
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
    return g_variant_new_string (any_text (self));

  g_error ("an action wants a %s", (const char *) type);
}

static void
act (Monkey *self, GtkWidget *widget)
{
  GtkWidgetClass *klass = GTK_WIDGET_GET_CLASS (widget);
  GType owner;
  const char *name, *property;
  const GVariantType *type;
  guint n = 0, nth;

  for (guint i = 0; gtk_widget_class_query_action (klass, i, &owner, &name, &type, &property); i++)
    n++;
  if (n == 0)
    return;

  nth = (guint) g_rand_int_range (self->rand, 0, (int) n);
  gtk_widget_class_query_action (klass, nth, &owner, &name, &type, &property);
  if (!g_str_has_prefix (g_type_name (owner), "Bs"))
    return;

  g_test_message ("%s of %s", name, G_OBJECT_TYPE_NAME (widget));
  gtk_widget_activate_action_variant (widget, name,
                                      property != NULL ? make_choice (self, widget, property)
                                                       : make_parameter (self, type));
}

static double
any_place (Monkey *self, int size)
{
  return g_rand_double_range (self->rand, -10, size + 10);
}

static void
press_key (Monkey *self, GtkEventController *controller)
{
  static const guint keys[] = { GDK_KEY_Left,  GDK_KEY_Right,     GDK_KEY_Up,     GDK_KEY_Down,
                                GDK_KEY_Home,  GDK_KEY_End,       GDK_KEY_Return, GDK_KEY_Escape,
                                GDK_KEY_space, GDK_KEY_Page_Up,   GDK_KEY_Menu,   GDK_KEY_Tab,
                                GDK_KEY_a,     GDK_KEY_Page_Down, GDK_KEY_plus,   GDK_KEY_F3 };
  static const GdkModifierType modifiers[] = { 0, 0, 0, GDK_CONTROL_MASK, GDK_SHIFT_MASK };
  gboolean handled;

  g_signal_emit_by_name (
      controller, "key-pressed", keys[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (keys))], 0,
      modifiers[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (modifiers))], &handled);
}

/* As if somebody touched it: the handlers of our own widgets are called. */
static void
touch (Monkey *self, GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  guint n = g_list_model_get_n_items (controllers);
  double x = any_place (self, gtk_widget_get_width (widget));
  double y = any_place (self, gtk_widget_get_height (widget));
  g_autoptr (GtkEventController) controller = NULL;
  gboolean handled;

  if (n == 0 || !is_ours (widget))
    return;

  controller = g_list_model_get_item (controllers,
                                      (guint) g_rand_int_range (self->rand, 0, (int) n));
  g_test_message ("%s of %s", G_OBJECT_TYPE_NAME (controller), G_OBJECT_TYPE_NAME (widget));
  if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
    press_key (self, controller);
  else if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
    g_signal_emit_by_name (controller, "scroll", g_rand_double_range (self->rand, -3, 3),
                           g_rand_double_range (self->rand, -3, 3), &handled);
  else if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
    g_signal_emit_by_name (controller, "motion", x, y);
  else if (GTK_IS_GESTURE_CLICK (controller)) /* presses ask for their event */
    g_signal_emit_by_name (controller, "released", 1, x, y);
  else if (GTK_IS_GESTURE_DRAG (controller))
    {
      g_signal_emit_by_name (controller, "drag-begin", x, y);
      g_signal_emit_by_name (controller, "drag-update", y, -x);
      g_signal_emit_by_name (controller, "drag-end", y, -x);
    }
}

static void
operate (Monkey *self, GtkWidget *widget)
{
  const char *text = any_text (self);

  if (!gtk_widget_is_sensitive (widget))
    return;

  g_test_message ("%s", G_OBJECT_TYPE_NAME (widget));
  if (GTK_IS_TOGGLE_BUTTON (widget))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (widget), g_rand_boolean (self->rand));
  else if (GTK_IS_BUTTON (widget))
    g_signal_emit_by_name (widget, "clicked");
  else if (GTK_IS_DROP_DOWN (widget))
    {
      GListModel *model = gtk_drop_down_get_model (GTK_DROP_DOWN (widget));
      guint n = model != NULL ? g_list_model_get_n_items (model) : 0;

      if (n > 0)
        gtk_drop_down_set_selected (GTK_DROP_DOWN (widget),
                                    (guint) g_rand_int_range (self->rand, 0, (int) n));
    }
  else if (GTK_IS_EDITABLE (widget) && gtk_editable_get_editable (GTK_EDITABLE (widget)))
    {
      gtk_editable_set_text (GTK_EDITABLE (widget), text);
      if (g_rand_boolean (self->rand))
        gtk_widget_activate (widget);
    }
  else if (GTK_IS_LIST_VIEW (widget) || GTK_IS_COLUMN_VIEW (widget))
    {
      GtkSelectionModel *model = NULL;
      guint n;

      g_object_get (widget, "model", &model, NULL);
      n = model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;
      if (n > 0)
        {
          guint row = (guint) g_rand_int_range (self->rand, 0, (int) n);

          gtk_selection_model_select_item (model, row, TRUE);
          g_signal_emit_by_name (widget, "activate", row);
        }
      g_clear_object (&model);
    }
  else if (GTK_IS_EXPANDER (widget))
    gtk_expander_set_expanded (GTK_EXPANDER (widget), g_rand_boolean (self->rand));
  else if (GTK_IS_POPOVER (widget))
    gtk_popover_popdown (GTK_POPOVER (widget));
}

static void
watch (Monkey *self, gpointer object)
{
  GWeakRef *ref = g_new (GWeakRef, 1);

  g_weak_ref_init (ref, object);
  g_ptr_array_add (self->alive, ref);
}

static void
free_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
all_gone (Monkey *self)
{
  for (guint i = 0; i < self->alive->len; i++)
    {
      g_autoptr (GObject) object = g_weak_ref_get (g_ptr_array_index (self->alive, i));

      if (object != NULL)
        return FALSE;
    }

  return TRUE;
}

static void
say_what_is_left (Monkey *self)
{
  for (guint i = 0; i < self->alive->len; i++)
    {
      g_autoptr (GObject) object = g_weak_ref_get (g_ptr_array_index (self->alive, i));

      if (object != NULL)
        g_test_message ("%s %u stays alive, %u references", G_OBJECT_TYPE_NAME (object), i,
                        object->ref_count - 1);
    }
}

/* What went has to be let go of, by whatever was under way, too. */
static void
wait_gone (Monkey *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MS * 1000;

  while (!all_gone (self) && g_get_monotonic_time () < end)
    test_spin (20);
  say_what_is_left (self);
  g_assert_true (all_gone (self));
  g_ptr_array_set_size (self->alive, 0);
}

/* Another trace in the window: what the page that goes began is still under way. */
static void
swap (Monkey *self)
{
  BsTrace *trace = g_ptr_array_index (
      self->traces, (guint) g_rand_int_range (self->rand, 0, (int) self->traces->len));
  g_autoptr (BsPictures) pictures = bs_pictures_new (trace, NULL);
  GtkWidget *overlay = adw_toast_overlay_new ();

  self->page = BS_TRACE_PAGE (bs_trace_page_new_for (pictures, "monkey"));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (self->page));
  adw_window_set_content (ADW_WINDOW (self->window), overlay);
  wait_gone (self);
  watch (self, self->page);
  watch (self, bs_trace_page_get_debugger (self->page));
  watch (self, bs_debugger_get_clock (bs_trace_page_get_debugger (self->page)));
  g_test_message ("a trace of %u decisions", trace->n_decisions);
}

static void
resize (Monkey *self)
{
  static const int sizes[][2] = { { 1, 1 },      { 360, 294 },  { 640, 480 },   { 1024, 700 },
                                  { 1440, 900 }, { 3000, 300 }, { 3840, 2160 }, { 400, 2000 } };
  const int *size = sizes[g_rand_int_range (self->rand, 0, G_N_ELEMENTS (sizes))];

  gtk_window_set_default_size (GTK_WINDOW (self->window), size[0], size[1]);
}

static void
move (Monkey *self)
{
  BsClock *clock = bs_debugger_get_clock (bs_trace_page_get_debugger (self->page));
  guint32 decision = (guint32) g_rand_int_range (self->rand, 0,
                                                 (int) bs_clock_get_n_decisions (clock) + 2);

  g_test_message ("to decision %u", decision);
  switch (g_rand_int_range (self->rand, 0, 5))
    {
    case 0:
      bs_clock_step (clock, g_rand_int_range (self->rand, -3, 4));
      break;
    case 1:
      bs_clock_seek (clock, decision);
      break;
    case 2:
      bs_clock_set_playing (clock, g_rand_boolean (self->rand));
      break;
    case 3:
      bs_clock_set_speed (clock, g_rand_boolean (self->rand) ? 0.25 : 64);
      break;
    default:
      bs_clock_scrub (clock, decision);
      break;
    }
}

/* What if: any branch at any time. */
static void
wonder (Monkey *self)
{
  BsDebugger *debugger = bs_trace_page_get_debugger (self->page);
  BsBranches *branches = bs_debugger_get_branches (debugger);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (branches));
  guint n_types = bs_debugger_get_trace (debugger)->types->n_types;
  g_autoptr (BsBranchItem) item = NULL;
  int kind;

  if (n > 0)
    item = g_list_model_get_item (G_LIST_MODEL (branches),
                                  (guint) g_rand_int_range (self->rand, 0, (int) n));
  kind = g_rand_int_range (self->rand, 0, item != NULL ? 9 : 3);
  g_test_message ("what if, %d", kind);
  switch (kind)
    {
    case 0:
    case 1:
      bs_branches_try (branches, bs_debugger_get_decision (debugger),
                       (guint) g_rand_int_range (self->rand, 0, (int) n_types));
      break;
    case 2:
      bs_branches_show (branches, NULL);
      break;
    case 3:
      bs_branches_keep (branches, item);
      break;
    case 4:
      bs_branches_delete (branches, item);
      if (g_rand_boolean (self->rand))
        bs_branches_restore (branches, item);
      break;
    case 5:
      bs_branches_rename (branches, item, any_text (self));
      break;
    case 6:
      bs_branches_cancel (branches);
      break;
    default:
      bs_branches_show (branches, item);
      break;
    }
}

/* Dialogs that came up go. */
static void
close_dialogs (Monkey *self)
{
  g_autoptr (GList) toplevels = gtk_window_list_toplevels ();

  for (GList *l = toplevels; l != NULL; l = l->next)
    if (l->data != (gpointer) self->window)
      gtk_window_close (l->data);
}

static void
step (Monkey *self)
{
  int kind = g_rand_int_range (self->rand, 0, 100);
  g_autoptr (GPtrArray) widgets = g_ptr_array_new_with_free_func (g_object_unref);

  /* What is collected is held. */
  if (kind >= 2)
    collect (self->window, widgets);
  if (kind < 2)
    swap (self);
  else if (kind < 5)
    resize (self);
  else if (kind < 9)
    gtk_widget_activate_action (GTK_WIDGET (self->page),
                                g_rand_boolean (self->rand) ? "page.debug" : "page.memory", NULL);
  else if (kind < 20)
    move (self);
  else if (kind < 28)
    wonder (self);
  else if (kind < 30)
    close_dialogs (self);
  else if (kind < 31)
    test_set_animations (g_rand_boolean (self->rand));
  else if (kind < 32)
    gtk_widget_set_direction (GTK_WIDGET (self->page),
                              g_rand_boolean (self->rand) ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  else
    for (guint i = 0; i < 40; i++)
      {
        GtkWidget *widget = g_ptr_array_index (
            widgets, (guint) g_rand_int_range (self->rand, 0, (int) widgets->len));

        if (gtk_widget_get_root (widget) == NULL)
          continue;
        if (kind < 55)
          act (self, widget);
        else if (kind < 80)
          touch (self, widget);
        else if (i < 4)
          operate (self, widget);
      }
  if (g_rand_int_range (self->rand, 0, 3) == 0)
    test_spin ((guint) g_rand_int_range (self->rand, 0, 40));
}

/* @traces: (transfer full) */
static void
run (GPtrArray *traces, guint32 seed, guint n_steps)
{
  Monkey self = { .rand = g_rand_new_with_seed (seed), .traces = traces };

  self.alive = g_ptr_array_new_with_free_func (free_ref);
  self.window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self.window), 1300, 850);
  swap (&self);
  gtk_window_present (GTK_WINDOW (self.window));
  test_spin (300);
  for (guint i = 0; i < n_steps; i++)
    step (&self);

  close_dialogs (&self);
  watch (&self, self.window);
  gtk_window_destroy (GTK_WINDOW (self.window));
  wait_gone (&self);
  for (guint i = 0; i < traces->len; i++)
    g_assert_nonnull (g_ptr_array_index (traces, i));
  g_ptr_array_unref (self.alive);
  g_ptr_array_unref (traces);
  g_rand_free (self.rand);
}

static guint
n_steps (void)
{
  return g_test_slow () ? SLOW_STEPS : QUICK_STEPS;
}

static GPtrArray *
new_traces (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) bs_trace_unref);
}

/* Trees, graphs of many types, one that grows, one decision, hundreds of types. */
static void
test_fake (void)
{
  const BsFakeOptions options[] = {
    { BS_FAKE_TREES, 5, 2, 6, 9, 0, BS_ENCODING_SORT, FALSE, FALSE, FALSE, NULL },
    { BS_FAKE_MIXED, 6, 3, 5, 12, 14, BS_ENCODING_BASE, TRUE, FALSE, FALSE, NULL },
    { BS_FAKE_TREES, 7, 2, 4, 9, 0, BS_ENCODING_MAX, FALSE, TRUE, FALSE, NULL },
    { BS_FAKE_MIXED, 8, 1, 1, 2, 2, BS_ENCODING_SORT, FALSE, FALSE, FALSE, NULL },
    { BS_FAKE_MIXED, 9, 1, 3, 400, 300, BS_ENCODING_SORT, TRUE, FALSE, FALSE, NULL },
  };
  GPtrArray *traces = new_traces ();

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    g_ptr_array_add (traces, bs_fake_trace_new (&options[i]));
  run (traces, 1, n_steps ());
}

/* Recordings with plans, with a policy that learns nothing and without execution. */
static void
test_recorded (void)
{
  const LiveOptions options[] = {
    { "tree-gru", "agenda", 2, 2, FALSE, BS_PLANNER_FULL },
    { "bilstm-tagger", "sufficient", 2, 1, FALSE, BS_PLANNER_PUBLISHED },
    { "lattice-lstm", "agenda", 2, 1, FALSE, BS_N_PLANNERS },
  };
  GPtrArray *traces = new_traces ();

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      TracePlace place;

      trace_place_init (&place, NULL);
      live_run_free (live_run_new (&options[i], place.path));
      g_ptr_array_add (traces, trace_place_load (place.path));
      trace_place_clear (&place);
    }
  run (traces, 2, n_steps ());
}

int
main (int argc, char *argv[])
{
  if (!test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/window/monkey/fake", test_fake);
  g_test_add_func ("/window/monkey/recorded", test_recorded);

  return g_test_run ();
}
