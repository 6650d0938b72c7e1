/* SPDX-License-Identifier: Apache-2.0 */
/* The policy of a run as a state machine, with what can be asked of it. */
#include "config.h"

#include "app/window/debug/policy-panel.h"

#include <math.h>
#include <string.h>
#include <glib/gi18n-lib.h>

#include "app/window/debug/fsm-canvas.h"
#include "app/window/debug/state-details.h"
#include "app/window/model/view-state.h"
#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/parts/view-frame.h"
#include "viz/fsm/fsm-search.h"
#include "viz/fsm/fsm-table.h"

#define MAX_PINS 4096u
#define KEEP_AFTER_MS 400
#define MEMBER "policy" /* of the view that is kept with the trace */

struct _BsPolicyPanel
{
  GtkWidget parent_instance;

  BsViewFrame *frame;
  GtkToggleButton *near_toggle, *whole_toggle;
  BsFsmCanvas *fsm;
  GtkRevealer *find_revealer, *details_revealer;
  GtkEditable *find_entry;
  GtkLabel *find_count;
  GtkWidget *find_previous, *find_next;
  BsStateDetails *details;
  GSimpleActionGroup *actions;

  BsDebugger *debugger;
  BsFollower *follower;
  BsNotebook *notebook; /* of the debugger */
  gulong notebook_id;
  gboolean restoring;
  guint keep_source;
  guint32 *found; /* states of the trace, by first visit */
  guint n_found;
};

enum
{
  VIEW_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsPolicyPanel, bs_policy_panel, GTK_TYPE_WIDGET)

static const char *const label_names[BS_N_FSM_LABELS] = { "count", "q", "rho" };
static const char *const picture_names[BS_N_FSM_PICTURES] = { "near", "layers", "field" };

static gboolean
keep_cb (gpointer user_data)
{
  BsPolicyPanel *self = user_data;

  self->keep_source = 0;
  if (self->notebook != NULL)
    bs_view_state_keep (self->notebook, MEMBER, bs_policy_panel_save_view (self));
  return G_SOURCE_REMOVE;
}

static void
keep_now (BsPolicyPanel *self)
{
  if (self->keep_source == 0)
    return;

  g_clear_handle_id (&self->keep_source, g_source_remove);
  keep_cb (self);
}

static void
view_changed (BsPolicyPanel *self)
{
  g_signal_emit (self, signals[VIEW_CHANGED], 0);
  if (self->restoring || self->notebook == NULL)
    return;

  g_clear_handle_id (&self->keep_source, g_source_remove);
  self->keep_source = g_timeout_add (KEEP_AFTER_MS, keep_cb, self);
}

static BsPictures *
get_pictures (BsPolicyPanel *self)
{
  return self->debugger != NULL ? bs_debugger_get_pictures (self->debugger) : NULL;
}

static void
set_enabled (BsPolicyPanel *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), enabled);
}

static void
set_state (BsPolicyPanel *self, const char *name, GVariant *state)
{
  g_simple_action_set_state (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name)), state);
}

static void
show_actions (BsPolicyPanel *self)
{
  gboolean selected = bs_fsm_canvas_get_selected (self->fsm) != G_MAXUINT32;
  guint n_pins;

  bs_fsm_canvas_get_pins (self->fsm, &n_pins);
  set_enabled (self, "next-visit", selected);
  set_enabled (self, "previous-visit", selected);
  set_enabled (self, "clear", selected);
  set_enabled (self, "pin", selected);
  set_enabled (self, "unpin-all", n_pins > 0);
  set_state (self, "pin", g_variant_new_boolean (bs_fsm_canvas_is_pinned (self->fsm)));
}

static void
selected_cb (BsFsmCanvas *fsm, BsPolicyPanel *self)
{
  guint32 state = bs_fsm_canvas_get_selected (fsm);

  if (state != G_MAXUINT32)
    bs_state_details_set (self->details, get_pictures (self), state);
  gtk_revealer_set_reveal_child (self->details_revealer, state != G_MAXUINT32);
  show_actions (self);
}

static void
pinned_cb (BsFsmCanvas *fsm, BsPolicyPanel *self)
{
  show_actions (self);
  view_changed (self);
}

/* In the picture if it can be, else in that of all states. */
static void
show_state (BsPolicyPanel *self, guint32 state)
{
  bs_fsm_canvas_select (self->fsm, state);
  if (!bs_fsm_canvas_reveal (self->fsm))
    {
      gtk_toggle_button_set_active (self->whole_toggle, TRUE);
      bs_fsm_canvas_reveal (self->fsm);
    }
}

static guint
get_found_at (BsPolicyPanel *self)
{
  guint32 selected = bs_fsm_canvas_get_selected (self->fsm);

  for (guint i = 0; i < self->n_found; i++)
    if (self->found[i] == selected)
      return i;

  return G_MAXUINT;
}

static void
show_count (BsPolicyPanel *self, gboolean searching)
{
  guint at = get_found_at (self);
  g_autofree char *n = bs_format_count (self->n_found);
  g_autofree char *text = NULL;

  if (!searching)
    text = g_strdup ("");
  else if (self->n_found == 0)
    text = g_strdup (_ ("None"));
  else if (at == G_MAXUINT)
    text = g_steal_pointer (&n);
  else
    {
      g_autofree char *number = bs_format_count (at + 1);

      /* Translators: which of the found states this is, such as: 2 of 7 */
      text = g_strdup_printf (_ ("%s of %s"), number, n);
    }
  gtk_label_set_text (self->find_count, text);
  gtk_widget_set_sensitive (self->find_previous, self->n_found > 0);
  gtk_widget_set_sensitive (self->find_next, self->n_found > 0);
}

static void
find (BsPolicyPanel *self)
{
  BsPictures *pictures = get_pictures (self);
  g_autofree guint8 *matches = NULL;
  gboolean open = gtk_revealer_get_reveal_child (self->find_revealer);

  g_clear_pointer (&self->found, g_free);
  self->n_found = 0;
  if (open && pictures != NULL)
    matches = bs_fsm_search (pictures->trace, gtk_editable_get_text (self->find_entry),
                             &self->n_found);
  if (matches != NULL)
    {
      const BsFsmModel *model = bs_fsm_painter_get_machine (pictures->fsm)->model;

      self->found = g_new (guint32, self->n_found + 1);
      self->n_found = 0;
      for (guint32 i = 0; i < model->n_states; i++)
        if (matches[model->states[i]])
          self->found[self->n_found++] = model->states[i];
    }
  show_count (self, matches != NULL);
  bs_fsm_canvas_take_matches (self->fsm, g_steal_pointer (&matches));
}

static void
find_step (BsPolicyPanel *self, int step)
{
  guint at = get_found_at (self);

  if (self->n_found == 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (self->find_entry));
      return;
    }

  if (at == G_MAXUINT)
    at = step > 0 ? 0 : self->n_found - 1;
  else
    at = (at + self->n_found + (guint) step) % self->n_found;
  show_state (self, self->found[at]);
  show_count (self, TRUE);
}

static void
find_next_cb (BsPolicyPanel *self)
{
  find_step (self, 1);
}

static void
find_previous_cb (BsPolicyPanel *self)
{
  find_step (self, -1);
}

static void
set_finding (BsPolicyPanel *self, gboolean open)
{
  gtk_revealer_set_reveal_child (self->find_revealer, open);
  set_state (self, "find", g_variant_new_boolean (open));
  if (open)
    gtk_widget_grab_focus (GTK_WIDGET (self->find_entry));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->fsm));
  find (self);
}

static void
stop_finding_cb (BsPolicyPanel *self)
{
  set_finding (self, FALSE);
}

static gboolean
find_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers,
             BsPolicyPanel *self)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (modifiers & GDK_SHIFT_MASK) == 0)
    return GDK_EVENT_PROPAGATE;

  find_step (self, -1);
  return GDK_EVENT_STOP;
}

static void
scope_toggled_cb (GtkToggleButton *button, BsPolicyPanel *self)
{
  bs_fsm_canvas_set_scope (self->fsm,
                           gtk_toggle_button_get_active (button) ? BS_FSM_WHOLE : BS_FSM_NEAR);
  show_actions (self);
  view_changed (self);
}

static void
find_action (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  set_finding (user_data, g_variant_get_boolean (state));
}

static void
labels_action (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  BsPolicyPanel *self = user_data;

  for (guint i = 0; i < BS_N_FSM_LABELS; i++)
    if (g_str_equal (g_variant_get_string (state, NULL), label_names[i]))
      {
        bs_fsm_canvas_set_labels (self->fsm, (BsFsmLabels) i);
        g_simple_action_set_state (action, state);
        view_changed (self);
      }
}

static void
pin_action (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  bs_fsm_canvas_pin (BS_POLICY_PANEL (user_data)->fsm, g_variant_get_boolean (state));
}

static void
visit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bs_fsm_canvas_visit (BS_POLICY_PANEL (user_data)->fsm,
                       g_str_equal (g_action_get_name (G_ACTION (action)), "next-visit"));
}

static void
select_current_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  BsPolicyPanel *self = user_data;
  BsPictures *pictures = get_pictures (self);

  if (pictures != NULL && pictures->trace->n_decisions > 0)
    bs_fsm_canvas_select (
        self->fsm,
        bs_trace_decision (pictures->trace, bs_debugger_get_decision (self->debugger))->state);
}

static void
clear_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bs_fsm_canvas_select (BS_POLICY_PANEL (user_data)->fsm, G_MAXUINT32);
}

static void
unpin_all_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  bs_fsm_canvas_set_pins (BS_POLICY_PANEL (user_data)->fsm, NULL, 0);
}

static const GActionEntry action_entries[] = {
  { .name = "find", .state = "false", .change_state = find_action },
  { .name = "labels", .parameter_type = "s", .state = "'count'", .change_state = labels_action },
  { .name = "pin", .state = "false", .change_state = pin_action },
  { .name = "next-visit", .activate = visit_action },
  { .name = "previous-visit", .activate = visit_action },
  { .name = "select-current", .activate = select_current_action },
  { .name = "clear", .activate = clear_action },
  { .name = "unpin-all", .activate = unpin_all_action },
};

static BsTable *
make_table (BsTrace *trace, guint32 decision, gconstpointer data, GCancellable *cancellable,
            GError **error)
{
  return bs_fsm_table_new (trace);
}

/* Rows of the table are the boxes of the model. */
static void
row_cb (BsDataTable *table, guint row, BsPolicyPanel *self)
{
  const BsFsmModel *model;

  if (get_pictures (self) == NULL)
    return;

  model = bs_fsm_painter_get_machine (get_pictures (self)->fsm)->model;
  if (row < model->n_states)
    {
      bs_view_frame_set_show_table (self->frame, FALSE);
      show_state (self, model->states[row]);
    }
}

/* Once, as soon as what is kept was read; whoever was faster has chosen. */
static void
notebook_cb (BsNotebook *notebook, BsPolicyPanel *self)
{
  const BsSidecar *sidecar = bs_notebook_get_sidecar (notebook);
  g_autoptr (JsonNode) view = NULL;

  if (sidecar == NULL)
    return;

  g_clear_signal_handler (&self->notebook_id, notebook);
  view = bs_view_state_get (sidecar, MEMBER);
  if (self->keep_source == 0)
    bs_policy_panel_restore_view (self, view);
}

static void
leave_notebook (BsPolicyPanel *self)
{
  keep_now (self);
  if (self->notebook != NULL)
    g_clear_signal_handler (&self->notebook_id, self->notebook);
  g_clear_object (&self->notebook);
}

static void
follow_notebook (BsPolicyPanel *self)
{
  g_set_object (&self->notebook, bs_debugger_get_notebook (self->debugger));
  if (self->notebook == NULL)
    return;

  self->notebook_id = g_signal_connect (self->notebook, "changed", G_CALLBACK (notebook_cb), self);
  notebook_cb (self->notebook, self);
}

static void
show_content (gpointer user_data)
{
  BsPolicyPanel *self = user_data;
  BsTrace *trace = bs_debugger_get_trace (self->debugger);
  const BsPictures *before = bs_canvas_get_pictures (BS_CANVAS (self->fsm));
  g_autoptr (JsonNode) view = NULL;

  /* Another run of the same graphs, such as a branch, has states of its own. */
  if (before != NULL && before->trace != trace)
    view = bs_policy_panel_save_view (self);
  bs_fsm_canvas_select (self->fsm, G_MAXUINT32);
  bs_canvas_set_content (BS_CANVAS (self->fsm), get_pictures (self),
                         bs_debugger_get_clock (self->debugger));
  bs_view_frame_set_table (self->frame, make_table, FALSE, NULL, NULL);
  find (self);
  if (view != NULL)
    bs_policy_panel_restore_view (self, view);
}

static void
update (gpointer user_data)
{
  BsPolicyPanel *self = user_data;

  bs_state_details_set_decision (self->details, bs_debugger_get_decision (self->debugger));
  /* What stands near is another; so may be whether it is pinned there. */
  show_actions (self);
}

static void
bs_policy_panel_dispose (GObject *object)
{
  BsPolicyPanel *self = BS_POLICY_PANEL (object);

  if (self->fsm != NULL)
    leave_notebook (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_POLICY_PANEL);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (bs_policy_panel_parent_class)->dispose (object);
}

static void
bs_policy_panel_finalize (GObject *object)
{
  g_free (BS_POLICY_PANEL (object)->found);

  G_OBJECT_CLASS (bs_policy_panel_parent_class)->finalize (object);
}

static void
bs_policy_panel_class_init (BsPolicyPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_policy_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_policy_panel_finalize;

  signals[VIEW_CHANGED] = g_signal_new ("view-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (BS_TYPE_VIEW_FRAME);
  g_type_ensure (BS_TYPE_FSM_CANVAS);
  g_type_ensure (BS_TYPE_STATE_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/policy-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, frame);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, near_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, whole_toggle);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, fsm);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, find_revealer);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, find_entry);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, find_count);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, find_previous);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, find_next);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, details_revealer);
  gtk_widget_class_bind_template_child (widget_class, BsPolicyPanel, details);
}

static void
bs_policy_panel_init (BsPolicyPanel *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "policy", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (self->whole_toggle, "toggled", G_CALLBACK (scope_toggled_cb), self);
  g_signal_connect (self->fsm, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->fsm, "pinned", G_CALLBACK (pinned_cb), self);
  g_signal_connect_swapped (self->find_entry, "search-changed", G_CALLBACK (find), self);
  g_signal_connect_swapped (self->find_entry, "activate", G_CALLBACK (find_next_cb), self);
  g_signal_connect_swapped (self->find_entry, "stop-search", G_CALLBACK (stop_finding_cb), self);
  g_signal_connect_swapped (self->find_next, "clicked", G_CALLBACK (find_next_cb), self);
  g_signal_connect_swapped (self->find_previous, "clicked", G_CALLBACK (find_previous_cb), self);
  g_signal_connect (bs_view_frame_get_data_table (self->frame), "row-activated",
                    G_CALLBACK (row_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (find_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->find_entry), keys);
  show_actions (self);
}

void
bs_policy_panel_set_debugger (BsPolicyPanel *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_POLICY_PANEL (self));

  leave_notebook (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_set_object (&self->debugger, debugger);
  bs_view_frame_set_debugger (self->frame, debugger);
  if (debugger != NULL)
    {
      self->follower = bs_follower_new (debugger, show_content, NULL, update, self);
      follow_notebook (self);
    }
  else
    {
      bs_fsm_canvas_select (self->fsm, G_MAXUINT32);
      bs_canvas_set_content (BS_CANVAS (self->fsm), NULL, NULL);
    }
}

static char *
get_state_text (const BsTrace *trace, guint32 state)
{
  guint length;
  const guint16 *key = bs_state_table_get (trace->states, state, &length);

  return bs_state_to_string (trace->states->encoding, key, length, trace->types);
}

JsonNode *
bs_policy_panel_save_view (BsPolicyPanel *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const BsPictures *pictures;
  const BsFsmPin *pins;
  guint n_pins;

  g_return_val_if_fail (BS_IS_POLICY_PANEL (self), NULL);

  pictures = bs_canvas_get_pictures (BS_CANVAS (self->fsm));
  pins = bs_fsm_canvas_get_pins (self->fsm, &n_pins);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "scope");
  json_builder_add_string_value (
      builder, bs_fsm_canvas_get_scope (self->fsm) == BS_FSM_WHOLE ? "whole" : "near");
  json_builder_set_member_name (builder, "labels");
  json_builder_add_string_value (builder, label_names[bs_fsm_canvas_get_labels (self->fsm)]);
  json_builder_set_member_name (builder, "pins");
  json_builder_begin_array (builder);
  for (guint i = 0; pictures != NULL && i < n_pins; i++)
    {
      g_autofree char *text = get_state_text (pictures->trace, pins[i].state);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "state");
      json_builder_add_string_value (builder, text);
      json_builder_set_member_name (builder, "picture");
      json_builder_add_string_value (builder, picture_names[pins[i].picture]);
      json_builder_set_member_name (builder, "x");
      json_builder_add_double_value (builder, pins[i].x);
      json_builder_set_member_name (builder, "y");
      json_builder_add_double_value (builder, pins[i].y);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static const char *
get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

static double
get_share (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : NAN;
}

/* Pins of states that this run did not reach are left out. */
static void
restore_pins (BsPolicyPanel *self, JsonArray *array)
{
  const BsTrace *trace = get_pictures (self)->trace;
  g_autoptr (GHashTable) states = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) pins = g_array_new (FALSE, TRUE, sizeof (BsFsmPin));

  for (guint32 i = 0; i < trace->states->n_states && json_array_get_length (array) > 0; i++)
    g_hash_table_insert (states, get_state_text (trace, i), GUINT_TO_POINTER (i));
  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_PINS); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      BsFsmPin pin = { 0 };
      JsonObject *object;
      gpointer state;
      gboolean known = FALSE;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      object = json_node_get_object (node);
      pin.x = get_share (object, "x");
      pin.y = get_share (object, "y");
      for (guint k = 0; k < BS_N_FSM_PICTURES; k++)
        if (g_str_equal (get_string (object, "picture"), picture_names[k]))
          {
            pin.picture = (BsFsmPicture) k;
            known = TRUE;
          }
      if (!known || !isfinite (pin.x) || !isfinite (pin.y)
          || !g_hash_table_lookup_extended (states, get_string (object, "state"), NULL, &state))
        continue;
      pin.state = GPOINTER_TO_UINT (state);
      g_array_append_val (pins, pin);
    }
  bs_fsm_canvas_set_pins (self->fsm, (const BsFsmPin *) (gpointer) pins->data, pins->len);
}

void
bs_policy_panel_restore_view (BsPolicyPanel *self, JsonNode *view)
{
  JsonObject *object;
  JsonNode *pins;

  g_return_if_fail (BS_IS_POLICY_PANEL (self));

  if (view == NULL || !JSON_NODE_HOLDS_OBJECT (view) || get_pictures (self) == NULL)
    return;

  self->restoring = TRUE;
  object = json_node_get_object (view);
  gtk_toggle_button_set_active (
      g_str_equal (get_string (object, "scope"), "whole") ? self->whole_toggle : self->near_toggle,
      TRUE);
  for (guint i = 0; i < BS_N_FSM_LABELS; i++)
    if (g_str_equal (get_string (object, "labels"), label_names[i]))
      g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "labels",
                                          g_variant_new_string (label_names[i]));
  pins = json_object_get_member (object, "pins");
  if (pins != NULL && JSON_NODE_HOLDS_ARRAY (pins))
    restore_pins (self, json_node_get_array (pins));
  self->restoring = FALSE;
}
