/* SPDX-License-Identifier: Apache-2.0 */
/* The policy panel: each control, by its button, its key or its gesture, and what it does. */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/window/debug/fsm-canvas.h"
#include "app/window/debug/policy-panel.h"
#include "app/window/debug/state-details.h"
#include "app/window/parts/view-frame.h"
#include "tests/viz/fake-machine.h"
#include "tests/window/fixture.h"

typedef struct
{
  BsTrace *trace;
  BsPictures *pictures;
  GtkWidget *window;
  BsPolicyPanel *panel;
  BsDebugger *debugger;
  BsClock *clock;
  BsFsmCanvas *fsm;
  guint n_view_changes;
} Fixture;

static void
count_cb (gpointer counter)
{
  ++*(guint *) counter;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  test_set_animations (FALSE);
  *self = (Fixture){ .trace = bs_fake_machine_new (200, 800, 1, 5) };
  self->pictures = bs_pictures_new (self->trace, NULL);
  self->window = gtk_window_new ();
  self->panel = g_object_new (BS_TYPE_POLICY_PANEL, NULL);
  self->debugger = bs_debugger_new (self->window, self->pictures);
  self->clock = bs_debugger_get_clock (self->debugger);
  self->fsm = BS_FSM_CANVAS (test_find (GTK_WIDGET (self->panel), BS_TYPE_FSM_CANVAS));
  g_signal_connect_swapped (self->panel, "view-changed", G_CALLBACK (count_cb),
                            &self->n_view_changes);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 330, 640);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->panel));
  gtk_window_present (GTK_WINDOW (self->window));
  bs_policy_panel_set_debugger (self->panel, self->debugger);
  test_spin (250);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gpointer panel = self->panel;

  g_object_add_weak_pointer (G_OBJECT (self->panel), &panel);
  g_object_unref (self->debugger);
  gtk_window_destroy (GTK_WINDOW (self->window));
  test_spin (50);
  g_assert_null (panel);
  bs_pictures_unref (self->pictures);
  bs_trace_unref (self->trace);
}

static GtkEventController *
find_controller (GtkWidget *widget, GType type, GtkPropagationPhase phase)
{
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkEventController) item = g_list_model_get_item (list, i);

      if (G_OBJECT_TYPE (item) == type
          && gtk_event_controller_get_propagation_phase (item) == phase)
        return item;
    }
  g_assert_not_reached ();
}

static gboolean
press (Fixture *self, guint key, GdkModifierType modifiers)
{
  GtkEventController *keys = find_controller (GTK_WIDGET (self->fsm), GTK_TYPE_EVENT_CONTROLLER_KEY,
                                              GTK_PHASE_CAPTURE);
  gboolean handled = FALSE;

  g_signal_emit_by_name (keys, "key-pressed", key, 0, modifiers, &handled);
  test_spin (30);

  return handled;
}

static void
act (Fixture *self, const char *name)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->fsm), name, NULL));
  test_spin (30);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *icon, const char *label)
{
  const char *own_icon = GTK_IS_BUTTON (widget) ? gtk_button_get_icon_name (GTK_BUTTON (widget))
                                                : NULL;

  if (GTK_IS_BUTTON (widget)
      && ((icon != NULL && g_strcmp0 (own_icon, icon) == 0)
          || (label != NULL && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, icon, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
click (Fixture *self, const char *icon, const char *label)
{
  GtkWidget *button = find_button (GTK_WIDGET (self->panel), icon, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_nonnull (gtk_widget_get_tooltip_text (button));
  g_signal_emit_by_name (button, "clicked");
  test_spin (60);
}

static guint32
state_of (Fixture *self, guint32 decision)
{
  return bs_trace_decision (self->trace, decision)->state;
}

static gboolean
locate (Fixture *self, guint32 state, BsFsmPlace *place)
{
  BsMoment moment = bs_clock_get_moment (self->clock);
  BsFsmOptions options = bs_fsm_options_default (bs_fsm_canvas_get_scope (self->fsm));

  options.labels = bs_fsm_canvas_get_labels (self->fsm);
  options.pins = bs_fsm_canvas_get_pins (self->fsm, &options.n_pins);

  return bs_fsm_painter_locate (self->pictures->fsm, gtk_widget_get_width (GTK_WIDGET (self->fsm)),
                                gtk_widget_get_height (GTK_WIDGET (self->fsm)), &moment, &options,
                                bs_canvas_get_view (BS_CANVAS (self->fsm)), state, place);
}

static void
click_state (Fixture *self, guint32 state)
{
  BsFsmPlace place;

  g_assert_true (locate (self, state, &place));
  BS_CANVAS_GET_CLASS (self->fsm)->pick (BS_CANVAS (self->fsm), place.x + place.width / 2.0,
                                         place.y + place.height / 2.0);
  test_spin (30);
}

static gboolean
details_shown (Fixture *self)
{
  GtkWidget *details = test_find (GTK_WIDGET (self->panel), BS_TYPE_STATE_DETAILS);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (gtk_widget_get_parent (details)));
}

static void
test_scope (Fixture *self, gconstpointer data)
{
  BsFsmPlace place;

  g_assert_cmpint (bs_fsm_canvas_get_scope (self->fsm), ==, BS_FSM_NEAR);
  g_assert_true (locate (self, state_of (self, 1), &place));
  g_assert_cmpint (place.picture, ==, BS_FSM_PICTURE_NEAR);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (find_button (GTK_WIDGET (self->panel), NULL, "Whole")), TRUE);
  g_assert_cmpint (bs_fsm_canvas_get_scope (self->fsm), ==, BS_FSM_WHOLE);
  g_assert_true (locate (self, state_of (self, 1), &place));
  g_assert_cmpint (place.picture, ==, BS_FSM_PICTURE_FIELD);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (find_button (GTK_WIDGET (self->panel), NULL, "Near")), TRUE);
  g_assert_cmpint (bs_fsm_canvas_get_scope (self->fsm), ==, BS_FSM_NEAR);
  g_assert_cmpuint (self->n_view_changes, ==, 2);
}

static void
test_labels (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "q", "rho", "count" };
  static const BsFsmLabels labels[] = { BS_FSM_LABEL_Q, BS_FSM_LABEL_RHO, BS_FSM_LABEL_COUNT };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (
          gtk_widget_activate_action (GTK_WIDGET (self->fsm), "policy.labels", "s", names[i]));
      g_assert_cmpint (bs_fsm_canvas_get_labels (self->fsm), ==, labels[i]);
    }
  gtk_widget_activate_action (GTK_WIDGET (self->fsm), "policy.labels", "s", "nonsense");
  g_assert_cmpint (bs_fsm_canvas_get_labels (self->fsm), ==, BS_FSM_LABEL_COUNT);
}

/* A click selects and stays; the buttons and keys go to visits. */
static void
test_selection (Fixture *self, gconstpointer data)
{
  guint32 state, next;
  g_autofree char *text = NULL;

  bs_clock_seek (self->clock, 40);
  test_spin (50);
  state = state_of (self, 40);
  g_assert_false (details_shown (self));
  click_state (self, state);
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, state);
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 40);
  g_assert_true (details_shown (self));
  text = bs_trace_state_text (self->trace, 40);
  g_assert_true (test_says (GTK_WIDGET (self->panel), text));

  next = bs_fsm_painter_visit (self->pictures->fsm, state, 40, TRUE);
  click (self, "go-next-symbolic", NULL);
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, next);
  click (self, "go-previous-symbolic", NULL);
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 40);
  g_assert_true (press (self, GDK_KEY_Return, 0));
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, next);
  g_assert_true (press (self, GDK_KEY_Return, GDK_SHIFT_MASK));
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==, 40);
  click (self, "window-close-symbolic", NULL);
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, G_MAXUINT32);
  g_assert_false (details_shown (self));
  act (self, "policy.select-current");
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, state);
  g_assert_true (press (self, GDK_KEY_Escape, 0));
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, G_MAXUINT32);
  g_assert_false (press (self, GDK_KEY_Escape, 0));
  g_assert_false (press (self, GDK_KEY_Return, 0));
}

static void
test_double_click (Fixture *self, gconstpointer data)
{
  BsFsmPlace place;
  guint32 state;
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (GTK_WIDGET (self->fsm));

  bs_clock_seek (self->clock, 60);
  test_spin (50);
  state = state_of (self, 60);
  click_state (self, state);
  test_spin (50);
  g_assert_true (locate (self, state, &place));
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GtkEventController) item = g_list_model_get_item (list, i);

      if (GTK_IS_GESTURE_CLICK (item)
          && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (item)) == GDK_BUTTON_PRIMARY)
        g_signal_emit_by_name (item, "pressed", 2, place.x + place.width / 2.0,
                               place.y + place.height / 2.0);
    }
  g_assert_cmpuint (bs_clock_get_decision (self->clock), ==,
                    bs_fsm_painter_visit (self->pictures->fsm, state, 60, TRUE));
}

static void
test_keys (Fixture *self, gconstpointer data)
{
  static const guint keys[] = { GDK_KEY_Down, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Left };
  guint32 visited = 0, last;
  const BsView *view = bs_canvas_get_view (BS_CANVAS (self->fsm));

  bs_clock_seek (self->clock, 100);
  test_spin (50);
  g_assert_true (press (self, GDK_KEY_Down, 0));
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, state_of (self, 100));
  last = bs_fsm_canvas_get_selected (self->fsm);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_true (press (self, keys[i], 0));
      visited += bs_fsm_canvas_get_selected (self->fsm) != last;
      last = bs_fsm_canvas_get_selected (self->fsm);
    }
  g_assert_cmpuint (visited, >=, 2);
  g_assert_true (view->follow);
  g_assert_true (press (self, GDK_KEY_Right, GDK_SHIFT_MASK));
  g_assert_false (bs_canvas_get_view (BS_CANVAS (self->fsm))->follow);
  g_assert_false (press (self, GDK_KEY_F8, 0));
}

static void
test_drag (Fixture *self, gconstpointer data)
{
  GtkEventController *drag = find_controller (GTK_WIDGET (self->fsm), GTK_TYPE_GESTURE_DRAG,
                                              GTK_PHASE_CAPTURE);
  BsFsmPlace before, after;
  guint32 state = state_of (self, 1);
  guint n_pins;

  g_assert_true (locate (self, state, &before));
  g_signal_emit_by_name (drag, "drag-begin", before.x + 9.0, before.y + 9.0);
  g_signal_emit_by_name (drag, "drag-update", 1.0, 1.0);
  g_signal_emit_by_name (drag, "drag-end", 1.0, 1.0);
  bs_fsm_canvas_get_pins (self->fsm, &n_pins);
  g_assert_cmpuint (n_pins, ==, 0);

  g_signal_emit_by_name (drag, "drag-begin", before.x + 9.0, before.y + 9.0);
  g_signal_emit_by_name (drag, "drag-update", 40.0, 90.0);
  g_signal_emit_by_name (drag, "drag-end", 40.0, 90.0);
  g_assert_true (locate (self, state, &after));
  g_assert_cmpfloat (fabs (after.x - before.x - 40.0) + fabs (after.y - before.y - 90.0), <, 1.0);
  g_assert_true (bs_fsm_canvas_is_pinned (self->fsm));
  g_assert_cmpuint (self->n_view_changes, >=, 1);

  /* It stays while stepping, and lets go by key, by button and by menu. */
  bs_clock_step (self->clock, 1);
  test_spin (60);
  if (locate (self, state, &before))
    g_assert_cmpfloat (fabs (after.share_x - before.share_x), <, 1e-9);
  bs_clock_step (self->clock, -1);
  test_spin (60);
  g_assert_true (press (self, GDK_KEY_Delete, 0));
  g_assert_false (bs_fsm_canvas_is_pinned (self->fsm));
  g_assert_false (press (self, GDK_KEY_Delete, 0));
  g_assert_true (press (self, GDK_KEY_Down, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_true (bs_fsm_canvas_is_pinned (self->fsm));
  act (self, "policy.pin");
  g_assert_false (bs_fsm_canvas_is_pinned (self->fsm));
  act (self, "policy.pin");
  g_assert_true (bs_fsm_canvas_is_pinned (self->fsm));
  act (self, "policy.unpin-all");
  g_assert_false (bs_fsm_canvas_is_pinned (self->fsm));
}

static void
search_for (Fixture *self, const char *text)
{
  GtkWidget *entry = test_find (GTK_WIDGET (self->panel), GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
  test_spin (30);
}

static void
test_search (Fixture *self, gconstpointer data)
{
  GtkWidget *entry = test_find (GTK_WIDGET (self->panel), GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *next = find_button (GTK_WIDGET (self->panel), "go-down-symbolic", NULL);
  guint32 first;

  act (self, "policy.find");
  search_for (self, "nothing");
  g_assert_true (test_says (GTK_WIDGET (self->panel), "None"));
  g_assert_false (gtk_widget_get_sensitive (next));
  /* Sets of types of which the sixth is one: 32 to 63, 96 to 127, 160 to 191. */
  search_for (self, "typef");
  g_assert_true (test_says (GTK_WIDGET (self->panel), "96"));
  g_signal_emit_by_name (entry, "activate");
  test_spin (50);
  first = bs_fsm_canvas_get_selected (self->fsm);
  g_assert_cmpuint (first, !=, G_MAXUINT32);
  g_assert_true (test_says (GTK_WIDGET (self->panel), "1 of 96"));
  click (self, "go-down-symbolic", NULL);
  g_assert_true (test_says (GTK_WIDGET (self->panel), "2 of 96"));
  click (self, "go-up-symbolic", NULL);
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, first);
  click (self, "go-up-symbolic", NULL);
  g_assert_true (test_says (GTK_WIDGET (self->panel), "96 of 96"));
  /* What is not near is shown among all. */
  g_assert_cmpint (bs_fsm_canvas_get_scope (self->fsm), ==, BS_FSM_WHOLE);
  g_signal_emit_by_name (entry, "stop-search");
  test_spin (30);
  g_assert_false (test_says (GTK_WIDGET (self->panel), "96 of 96"));
}

static void
test_table (Fixture *self, gconstpointer data)
{
  BsViewFrame *frame = BS_VIEW_FRAME (test_find (GTK_WIDGET (self->panel), BS_TYPE_VIEW_FRAME));
  BsDataTable *table = bs_view_frame_get_data_table (frame);
  const BsFsmModel *model = bs_fsm_painter_get_machine (self->pictures->fsm)->model;

  bs_view_frame_set_show_table (frame, TRUE);
  for (guint i = 0; i < 200 && bs_data_table_get_table (table) == NULL; i++)
    test_spin (10);
  g_assert_nonnull (bs_data_table_get_table (table));
  g_assert_cmpuint (bs_table_get_n_rows (bs_data_table_get_table (table)), ==, model->n_states);
  g_signal_emit_by_name (table, "row-activated", 7u);
  test_spin (50);
  g_assert_false (bs_view_frame_get_show_table (frame));
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, model->states[7]);
}

static char *
save (Fixture *self)
{
  g_autoptr (JsonNode) view = bs_policy_panel_save_view (self->panel);

  return json_to_string (view, FALSE);
}

static void
restore (Fixture *self, const char *text)
{
  g_autoptr (JsonNode) view = json_from_string (text, NULL);

  bs_policy_panel_restore_view (self->panel, view);
}

static void
test_view (Fixture *self, gconstpointer data)
{
  static const char *const hostile[] = {
    "[]",
    "3",
    "{}",
    "{\"pins\": 3}",
    "{\"pins\": [3, null, {}, []]}",
    "{\"scope\": 7, \"labels\": [], \"pins\": [{\"state\": 1, \"x\": \"a\", \"y\": {}}]}",
    "{\"pins\": [{\"state\": \"typea\", \"picture\": \"nowhere\", \"x\": 0.5, \"y\": 0.5}]}",
    "{\"pins\": [{\"state\": \"gone\", \"picture\": \"near\", \"x\": 0.5, \"y\": 0.5}]}"
  };
  g_autofree char *plain = save (self), *kept = NULL, *back = NULL;
  guint n_pins;

  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (find_button (GTK_WIDGET (self->panel), NULL, "Whole")), TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->fsm), "policy.labels", "s", "rho");
  act (self, "policy.select-current");
  act (self, "policy.pin");
  kept = save (self);
  g_assert_cmpstr (kept, !=, plain);
  restore (self, plain);
  g_assert_cmpint (bs_fsm_canvas_get_scope (self->fsm), ==, BS_FSM_NEAR);
  restore (self, kept);
  back = save (self);
  g_assert_cmpstr (back, ==, kept);
  g_assert_cmpint (bs_fsm_canvas_get_labels (self->fsm), ==, BS_FSM_LABEL_RHO);
  bs_fsm_canvas_get_pins (self->fsm, &n_pins);
  g_assert_cmpuint (n_pins, ==, 1);
  bs_policy_panel_restore_view (self->panel, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    restore (self, hostile[i]);
  bs_fsm_canvas_get_pins (self->fsm, &n_pins);
  g_assert_cmpuint (n_pins, ==, 0);
}

/* What is chosen is there again when the trace is opened again, and what others keep stays. */
static void
test_kept (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("policy-XXXXXX", &error);
  g_autofree char *notes = NULL, *kept = NULL, *back = NULL;
  g_autoptr (BsTrace) trace = bs_fake_machine_new (200, 800, 1, 5);
  g_autoptr (BsPictures) pictures = NULL;
  BsSidecar *sidecar;

  g_assert_no_error (error);
  trace->path = g_build_filename (folder, "run.bscope", NULL);
  notes = g_strconcat (trace->path, BS_SIDECAR_SUFFIX, NULL);
  sidecar = bs_sidecar_load (trace, NULL);
  g_assert_true (bs_sidecar_set_view (sidecar, "{\"other\": 7}", NULL));
  bs_sidecar_free (sidecar);
  pictures = bs_pictures_new (trace, NULL);
  for (guint round = 0; round < 2; round++)
    {
      BsDebugger *debugger = bs_debugger_new (self->window, pictures);

      bs_policy_panel_set_debugger (self->panel, debugger);
      for (guint i = 0;
           i < 200 && bs_notebook_get_sidecar (bs_debugger_get_notebook (debugger)) == NULL; i++)
        test_spin (10);
      if (round == 0)
        {
          gtk_widget_activate_action (GTK_WIDGET (self->fsm), "policy.labels", "s", "q");
          act (self, "policy.select-current");
          act (self, "policy.pin");
          kept = save (self);
        }
      else
        back = save (self);
      /* Leaving keeps what is still to be kept. */
      bs_policy_panel_set_debugger (self->panel, NULL);
      restore (self, "{\"pins\": [], \"labels\": \"count\"}");
      bs_fsm_canvas_set_pins (self->fsm, NULL, 0);
      for (guint i = 0; i < 200 && bs_notebook_get_busy (bs_debugger_get_notebook (debugger)); i++)
        test_spin (10);
      g_object_unref (debugger);
    }
  g_assert_cmpstr (back, ==, kept);
  sidecar = bs_sidecar_load (trace, NULL);
  g_assert_nonnull (strstr (sidecar->view, "other"));
  bs_sidecar_free (sidecar);
  g_remove (notes);
  g_rmdir (folder);
}

/* Another run keeps how it is looked at, and what is pinned where it has the same states. */
static void
test_content (Fixture *self, gconstpointer data)
{
  g_autoptr (BsTrace) trace = bs_fake_machine_new (200, 900, 1, 6);
  g_autoptr (BsPictures) other = bs_pictures_new (trace, NULL);
  guint n_pins;

  act (self, "policy.select-current");
  act (self, "policy.pin");
  bs_debugger_show (self->debugger, other, 3);
  test_spin (60);
  g_assert_cmpuint (bs_fsm_canvas_get_selected (self->fsm), ==, G_MAXUINT32);
  g_assert_false (details_shown (self));
  bs_fsm_canvas_get_pins (self->fsm, &n_pins);
  g_assert_cmpuint (n_pins, ==, 1);
  bs_policy_panel_set_debugger (self->panel, NULL);
  test_spin (30);
  g_assert_true (press (self, GDK_KEY_Down, 0) == GDK_EVENT_PROPAGATE);
}

static void
test_hint (Fixture *self, gconstpointer data)
{
  BsCanvasClass *klass = BS_CANVAS_GET_CLASS (self->fsm);
  g_autofree char *hint = NULL, *nothing = NULL, *said = NULL, *text = NULL;
  BsFsmPlace place;

  g_assert_true (locate (self, state_of (self, 1), &place));
  hint = klass->hint (BS_CANVAS (self->fsm), place.x + 5.0, place.y + 5.0);
  text = bs_trace_state_text (self->trace, 1);
  g_assert_nonnull (strstr (hint, text));
  nothing = klass->hint (BS_CANVAS (self->fsm), 1.0, 1.0);
  g_assert_null (nothing);
  act (self, "policy.select-current");
  said = klass->describe (BS_CANVAS (self->fsm), 1);
  g_assert_nonnull (strstr (said, "Selected"));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/window/policy-panel/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!test_init (&argc, &argv))
    return 0;

  ADD ("scope", test_scope);
  ADD ("labels", test_labels);
  ADD ("selection", test_selection);
  ADD ("double-click", test_double_click);
  ADD ("keys", test_keys);
  ADD ("drag", test_drag);
  ADD ("search", test_search);
  ADD ("table", test_table);
  ADD ("view", test_view);
  ADD ("kept", test_kept);
  ADD ("content", test_content);
  ADD ("hint", test_hint);
  return g_test_run ();
}
