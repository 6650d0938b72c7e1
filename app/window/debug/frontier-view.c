/* SPDX-License-Identifier: Apache-2.0 */
/* The ready types of a decision, which of them was chosen, and where each would have ended. */
#include "config.h"

#include "app/window/debug/frontier-view.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/column-view.h"
#include "app/window/parts/file-chooser.h"
#include "app/window/parts/focus.h"
#include "app/window/parts/format.h"
#include "app/window/parts/type-chip.h"
#include "engine/policy.h"

/* The clock rests when it has not moved for so long, in ms. */
#define REST 300

static void try_row (BsFrontierView *self, guint type);

/* A row stays and changes what it says: no widgets are made while stepping. */

#define BS_TYPE_FRONTIER_ROW (bs_frontier_row_get_type ())
G_DECLARE_FINAL_TYPE (BsFrontierRow, bs_frontier_row, BS, FRONTIER_ROW, GObject)

struct _BsFrontierRow
{
  GObject parent_instance;

  BsTypeTable *types;   /* borrowed from the trace of the view */
  BsFrontierView *view; /* not kept alive: rows go with it */
  BsCandidate candidate;
  gboolean chosen;
  gboolean has_end;
  guint32 end;  /* batches that the run would have */
  gint64 delta; /* to the recorded ones */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (BsFrontierRow, bs_frontier_row, G_TYPE_OBJECT)

static void
bs_frontier_row_class_init (BsFrontierRowClass *klass)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_frontier_row_init (BsFrontierRow *self)
{
}

struct _BsFrontierView
{
  GtkWidget parent_instance;

  GtkWidget *view;
  GtkColumnViewColumn *score_column;
  GListStore *rows;
  BsTrace *trace;

  GtkWidget *box;
  GtkLabel *status;
  GtkWidget *work_out;
  GtkDropDown *policy;
  GtkStringList *policies;     /* its own, those by name, that of a file, and asking for a file */
  guint chosen_policy;         /* of these */
  BsBranchPolicy *file_policy; /* (nullable) */
  GtkLabel *policy_error;
  BsBranches *branches; /* (nullable) */
  gulong asked_id;
  guint32 decision;
  guint rest_source;
};

static guint answered_signal;

G_DEFINE_FINAL_TYPE (BsFrontierView, bs_frontier_view, GTK_TYPE_WIDGET)

typedef void (*UpdateFunc) (BsFrontierRow *row, GtkWidget *child);

static void
update_type (BsFrontierRow *row, GtkWidget *child)
{
  GtkWidget *chip = gtk_widget_get_first_child (child);
  GtkWidget *label = gtk_widget_get_next_sibling (chip);
  GtkWidget *line = bs_column_view_row_of (child);

  bs_type_chip_set (BS_TYPE_CHIP (chip), row->types, row->candidate.type, row->chosen);
  gtk_label_set_label (GTK_LABEL (label), row->types->types[row->candidate.type].name);
  if (line == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  row->types->types[row->candidate.type].name, -1);
  if (row->chosen)
    gtk_widget_add_css_class (line, "chosen");
  else
    gtk_widget_remove_css_class (line, "chosen");
}

static void
update_ready (BsFrontierRow *row, GtkWidget *child)
{
  g_autofree char *text = bs_format_count (row->candidate.ready);

  gtk_label_set_label (GTK_LABEL (child), text);
}

static void
update_rho (BsFrontierRow *row, GtkWidget *child)
{
  GtkWidget *bar = gtk_widget_get_first_child (child);
  GtkWidget *label = gtk_widget_get_next_sibling (bar);
  double rho = row->candidate.reachable > 0
                   ? (double) row->candidate.ready / row->candidate.reachable
                   : 0.0;
  g_autofree char *text = row->candidate.reachable > 0 ? bs_format_real (rho, 2)
                                                       : g_strdup ("\342\200\223");

  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), MIN (rho, 1.0));
  gtk_widget_set_visible (bar, row->candidate.reachable > 0);
  gtk_label_set_label (GTK_LABEL (label), text);
}

static void
update_score (BsFrontierRow *row, GtkWidget *child)
{
  g_autofree char *text = row->candidate.score != BS_NO_SCORE
                              ? bs_format_real (row->candidate.score, 2)
                              : g_strdup ("\342\200\223");

  gtk_label_set_label (GTK_LABEL (child), text);
}

static void
update_end (BsFrontierRow *row, GtkWidget *child)
{
  GtkWidget *number = gtk_widget_get_first_child (child);
  GtkWidget *delta = gtk_widget_get_next_sibling (number);
  g_autofree char *text = NULL, *sign = NULL;
  gboolean differs = row->has_end && row->delta != 0;

  text = row->has_end ? bs_format_count (row->end) : g_strdup ("\342\200\246");
  gtk_label_set_label (GTK_LABEL (number), text);
  gtk_widget_set_opacity (number, row->has_end ? 1.0 : 0.5);
  if (differs)
    sign = row->delta > 0 ? g_strdup_printf ("+%" G_GINT64_FORMAT, row->delta)
                          : g_strdup_printf ("\342\210\222%" G_GINT64_FORMAT, -row->delta);
  gtk_label_set_label (GTK_LABEL (delta), differs ? sign : "");
  gtk_widget_remove_css_class (delta, row->delta > 0 ? "success" : "error");
  gtk_widget_add_css_class (delta, row->delta > 0 ? "error" : "success");
}

static void
update_action (BsFrontierRow *row, GtkWidget *child)
{
  GtkWidget *button = gtk_widget_get_first_child (child);
  GtkWidget *pill = gtk_widget_get_next_sibling (button);
  const char *name = row->types->types[row->candidate.type].name;
  g_autofree char *label = g_strdup_printf (_ ("What if %s"), name);
  g_autofree char *tooltip = g_strdup_printf (
      _ ("Try what would follow if this decision batched %s"), name);

  gtk_widget_set_visible (button, !row->chosen);
  gtk_widget_set_visible (pill, row->chosen);
  g_object_set_data (G_OBJECT (button), "bs-row", row);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (button), tooltip) == 0)
    return;
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
what_if_cb (GtkButton *button)
{
  BsFrontierRow *row = g_object_get_data (G_OBJECT (button), "bs-row");

  try_row (row->view, row->candidate.type);
}

static GtkWidget *
make_action (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = gtk_button_new_with_label (_ ("What if"));
  GtkWidget *pill = gtk_label_new (_ ("Chosen"));

  gtk_widget_add_css_class (button, "small");
  gtk_widget_add_css_class (button, "what-if");
  gtk_widget_add_css_class (pill, "pill-label");
  gtk_widget_add_css_class (pill, "chosen");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_set_hexpand (pill, TRUE);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", G_CALLBACK (what_if_cb), NULL);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), pill);
  return box;
}

static GtkWidget *
make_number (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), (float) bs_column_view_set_number (label));
  return label;
}

static GtkWidget *
make_end (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *number = make_number (), *delta = make_number ();

  gtk_widget_set_hexpand (number, TRUE);
  gtk_label_set_width_chars (GTK_LABEL (number), 3);
  gtk_label_set_width_chars (GTK_LABEL (delta), 4);
  gtk_widget_add_css_class (delta, "delta");
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), delta);
  return box;
}

/* A name that is cut short is told in full. */
static gboolean
query_name_cb (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
               gpointer user_data)
{
  gtk_tooltip_set_text (tooltip, gtk_label_get_label (label));

  return pango_layout_is_ellipsized (gtk_label_get_layout (label));
}

static GtkWidget *
make_type (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  /* Names often differ in their last letter only. */
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), 7);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_has_tooltip (label, TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (query_name_cb), NULL);
  gtk_box_append (GTK_BOX (box), bs_type_chip_new (18));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static GtkWidget *
make_rho (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *bar = gtk_level_bar_new_for_interval (0.0, 1.0);
  GtkWidget *label = make_number ();

  /* One colour: the number says whether it is much. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_widget_add_css_class (bar, "ratio");
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Share of the reachable nodes that is ready"), -1);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

typedef struct
{
  const char *title;   /* (nullable) */
  const char *meaning; /* (nullable) */
  GtkWidget *(*make) (void);
  UpdateFunc update;
  gboolean number;
} Column;

static const Column columns[] = {
  { N_ ("Frontier"), N_ ("The types that could be batched now"), make_type, update_type, FALSE },
  { N_ ("Ready"), N_ ("Nodes of the type that wait for nothing"), make_number, update_ready, TRUE },
  { N_ ("ρ"),
    N_ ("Of all nodes of the type that need no other type first, the share that is ready. At 1 no "
        "batch of the type would grow by waiting."),
    make_rho, update_rho, TRUE },
  { N_ ("Score"), N_ ("What the policy holds of the type"), make_number, update_score, TRUE },
  /* Translators: heads a count of batches that a run would have; keep it short */
  { N_ ("Ends at"), N_ ("Batches of the whole mini-batch if the type is batched now"), make_end,
    update_end, TRUE },
  { NULL, NULL, make_action, update_action, FALSE },
};

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  gtk_list_item_set_child (item, column->make ());
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_selectable (item, FALSE);
}

static void
changed_cb (BsFrontierRow *row, GtkListItem *item)
{
  UpdateFunc update = g_object_get_data (G_OBJECT (item), "bs-update");

  update (row, gtk_list_item_get_child (item));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, const Column *column)
{
  BsFrontierRow *row = gtk_list_item_get_item (item);

  g_object_set_data (G_OBJECT (item), "bs-update", (gpointer) column->update);
  g_signal_connect (row, "changed", G_CALLBACK (changed_cb), item);
  changed_cb (row, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), changed_cb, item);
}

/* Why there are no numbers, and what to do about it. */
static void
update_status (BsFrontierView *self)
{
  const char *why = NULL;
  gboolean known = self->branches != NULL && self->decision > 0
                   && bs_branches_get_regret (self->branches, self->decision, &why) != NULL;

  gtk_label_set_label (self->status, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->status), why != NULL);
  gtk_widget_set_visible (self->work_out,
                          !known && why == NULL && self->branches != NULL && self->decision > 0
                              && bs_branches_is_large (self->branches, self->decision));
}

static void
answered_cb (BsFrontierView *self)
{
  if (self->trace != NULL && self->decision > 0)
    bs_frontier_view_show (self, self->trace, self->decision);
  g_signal_emit (self, answered_signal, 0);
}

static gboolean
rest_cb (gpointer user_data)
{
  BsFrontierView *self = user_data;

  self->rest_source = 0;
  if (!bs_branches_is_large (self->branches, self->decision))
    bs_branches_ask (self->branches, self->decision);
  return G_SOURCE_REMOVE;
}

static void
try_row (BsFrontierView *self, guint type)
{
  if (self->branches != NULL)
    bs_branches_try (self->branches, self->decision, type);
}

static void
bs_frontier_view_dispose (GObject *object)
{
  BsFrontierView *self = BS_FRONTIER_VIEW (object);

  bs_frontier_view_set_branches (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->file_policy, bs_branch_policy_unref);
  g_clear_pointer (&self->trace, bs_trace_unref);

  G_OBJECT_CLASS (bs_frontier_view_parent_class)->dispose (object);
}

static void
bs_frontier_view_class_init (BsFrontierViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_frontier_view_dispose;
  answered_signal = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
work_out_cb (BsFrontierView *self)
{
  bs_branches_ask (self->branches, self->decision);
  update_status (self);
}

static void
show_policy_error (BsFrontierView *self, const char *message)
{
  gtk_label_set_label (self->policy_error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->policy_error), message != NULL);
}

/* Of the policies: the first that is not by name. */
static guint
first_file (void)
{
  return g_strv_length ((char **) bs_policy_names ()) + 1;
}

static void
read_policy (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  BsBranchPolicy *policy = bs_branch_policy_new (path, NULL, &error);

  if (policy != NULL)
    g_task_return_pointer (task, policy, (GDestroyNotify) bs_branch_policy_unref);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsFrontierView *self = BS_FRONTIER_VIEW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (BsBranchPolicy) policy = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *name = NULL;
  const char *names[] = { NULL, NULL };

  if (self->box == NULL)
    return;
  show_policy_error (self, policy == NULL ? error->message : NULL);
  if (policy == NULL)
    return;

  name = g_path_get_basename (g_task_get_task_data (G_TASK (result)));
  names[0] = name;
  gtk_string_list_splice (self->policies, first_file (), self->file_policy != NULL ? 1 : 0, names);
  g_clear_pointer (&self->file_policy, bs_branch_policy_unref);
  self->file_policy = g_steal_pointer (&policy);
  self->chosen_policy = GTK_INVALID_LIST_POSITION;
  if (gtk_drop_down_get_selected (self->policy) == first_file ())
    g_object_notify (G_OBJECT (self->policy), "selected");
  else
    gtk_drop_down_set_selected (self->policy, first_file ());
}

void
bs_frontier_view_open_policy (BsFrontierView *self, GFile *file)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (BS_IS_FRONTIER_VIEW (self));

  if (g_file_peek_path (file) == NULL)
    return;

  task = g_task_new (self, NULL, read_cb, NULL);
  g_task_set_task_data (task, g_file_get_path (file), g_free);
  g_task_run_in_thread (task, read_policy);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BsFrontierView) self = user_data;
  g_autoptr (GFile) file = bs_file_chooser_open_finish (result, NULL);

  if (file != NULL && self->box != NULL)
    bs_frontier_view_open_policy (self, file);
}

static void
ask_for_policy (BsFrontierView *self)
{
  const BsFileKind kinds[] = { { _ ("Policies"), "*.json" }, { _ ("All files"), "*" } };

  bs_file_chooser_open_async (GTK_WIDGET (self), _ ("Choose a policy"), kinds, G_N_ELEMENTS (kinds),
                              NULL, file_chosen_cb, g_object_ref (self));
}

static void
policy_cb (BsFrontierView *self)
{
  guint selected = gtk_drop_down_get_selected (self->policy);
  g_autoptr (BsBranchPolicy) policy = NULL;

  if (self->branches == NULL || selected == GTK_INVALID_LIST_POSITION
      || selected == self->chosen_policy)
    return;

  show_policy_error (self, NULL);
  if (selected + 1 == g_list_model_get_n_items (G_LIST_MODEL (self->policies)))
    {
      /* It is no policy, but asks for one. */
      gtk_drop_down_set_selected (self->policy, self->chosen_policy);
      ask_for_policy (self);
      return;
    }

  self->chosen_policy = selected;
  if (selected == first_file ())
    policy = bs_branch_policy_ref (self->file_policy);
  else /* All of these have defaults that are in bounds. */
    policy = bs_branch_policy_new (selected > 0 ? bs_policy_names ()[selected - 1] : NULL, NULL,
                                   NULL);
  if (policy != NULL)
    bs_branches_set_policy (self->branches, policy);
}

static GtkWidget *
make_policy (BsFrontierView *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Then decides"));

  self->policies = gtk_string_list_new (NULL);
  gtk_string_list_append (self->policies, _ ("the same policy"));
  gtk_string_list_splice (self->policies, 1, 0, bs_policy_names ());
  gtk_string_list_append (self->policies, _ ("Policy file…"));
  self->policy = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (self->policies), NULL));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->policy),
                               _ ("Who decides all that follows in a branch"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->policy), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Who decides all that follows in a branch"), -1);
  bs_focus_name_inner (self->policy);
  gtk_widget_add_css_class (GTK_WIDGET (self->policy), "frontier-policy");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  g_signal_connect_swapped (self->policy, "notify::selected", G_CALLBACK (policy_cb), self);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->policy));
  return row;
}

static void
make_box (BsFrontierView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->status = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->status, 0.0);
  gtk_label_set_selectable (self->status, TRUE);
  gtk_label_set_wrap (self->status, TRUE);
  gtk_label_set_max_width_chars (self->status, 20);
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "dim-label");
  self->work_out = gtk_button_new_with_label (_ ("Work out where each ends"));
  gtk_widget_add_css_class (self->work_out, "small");
  g_signal_connect_swapped (self->work_out, "clicked", G_CALLBACK (work_out_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->view);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->status));
  gtk_box_append (GTK_BOX (self->box), self->work_out);
  gtk_box_append (GTK_BOX (self->box), make_policy (self));
  self->policy_error = GTK_LABEL (
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "xalign", 0.0,
                    "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "max-width-chars", 20,
                    "selectable", TRUE, "visible", FALSE, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->policy_error), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->policy_error), "error");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->policy_error));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

static void
bs_frontier_view_init (BsFrontierView *self)
{
  GtkSelectionModel *model;

  self->rows = g_list_store_new (BS_TYPE_FRONTIER_ROW);
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->rows))));
  self->view = gtk_column_view_new (model);
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_widget_add_css_class (self->view, "frontier");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Frontier"), -1);
  make_box (self);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) &columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) &columns[i]);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
      column = gtk_column_view_column_new (columns[i].title != NULL ? _ (columns[i].title) : NULL,
                                           factory);
      gtk_column_view_column_set_expand (column, i == 0);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), column);
      if (columns[i].number)
        bs_column_view_align_title_end (GTK_COLUMN_VIEW (self->view), i);
      if (columns[i].meaning != NULL)
        bs_column_view_explain_title (GTK_COLUMN_VIEW (self->view), i, _ (columns[i].meaning));
      if (columns[i].update == update_score)
        self->score_column = column;
    }
}

void
bs_frontier_view_show (BsFrontierView *self, BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d;
  const BsCandidate *candidates;
  const BsRegret *regret = NULL;
  const char *score, *why;
  guint n_rows;

  g_return_if_fail (BS_IS_FRONTIER_VIEW (self));

  if (self->trace != trace)
    {
      g_list_store_remove_all (self->rows);
      g_clear_pointer (&self->trace, bs_trace_unref);
      self->trace = bs_trace_ref (trace);
      /* What a learned table compares is its Q, or its priorities; other policies have scores of
       * their own, or none. */
      if (trace->fsm == NULL)
        score = _ ("Score");
      else if (trace->states->encoding == BS_ENCODING_MARKED)
        score = _ ("Priority");
      else
        score = _ ("Q");
      gtk_column_view_column_set_title (self->score_column, score);
      gtk_column_view_column_set_visible (self->score_column, trace->has_scores);
    }

  if (self->branches != NULL)
    regret = bs_branches_get_regret (self->branches, decision, &why);
  if (self->branches != NULL && decision != self->decision)
    {
      bs_branches_ask (self->branches, 0);
      g_clear_handle_id (&self->rest_source, g_source_remove);
    }
  self->decision = decision;
  if (self->branches != NULL && regret == NULL && self->rest_source == 0)
    self->rest_source = g_timeout_add (REST, rest_cb, self);

  d = bs_trace_decision (trace, decision);
  candidates = bs_trace_candidates (trace, decision);
  n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  if (n_rows > d->n_candidates)
    g_list_store_splice (self->rows, d->n_candidates, n_rows - d->n_candidates, NULL, 0);

  for (guint i = 0; i < d->n_candidates; i++)
    {
      g_autoptr (BsFrontierRow) row = NULL;

      if (i < n_rows)
        row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);
      else
        row = g_object_new (BS_TYPE_FRONTIER_ROW, NULL);
      row->view = self;
      row->types = trace->types;
      row->candidate = candidates[i];
      row->chosen = candidates[i].type == d->type;
      row->has_end = FALSE;
      for (guint k = 0; regret != NULL && k < regret->n_overrides; k++)
        if (regret->overrides[k].type == candidates[i].type)
          {
            row->has_end = TRUE;
            row->end = regret->overrides[k].n_batches;
            row->delta = (gint64) row->end - regret->n_recorded;
          }
      if (i < n_rows)
        g_signal_emit (row, changed_signal, 0);
      else
        g_list_store_append (self->rows, row);
    }
  update_status (self);
}

void
bs_frontier_view_set_branches (BsFrontierView *self, BsBranches *branches)
{
  g_return_if_fail (BS_IS_FRONTIER_VIEW (self));

  g_clear_handle_id (&self->rest_source, g_source_remove);
  if (self->branches != NULL)
    g_clear_signal_handler (&self->asked_id, self->branches);
  g_set_object (&self->branches, branches);
  self->decision = 0;
  self->chosen_policy = 0;
  gtk_drop_down_set_selected (self->policy, 0);
  if (branches != NULL)
    self->asked_id = g_signal_connect_swapped (branches, "asked", G_CALLBACK (answered_cb), self);
}
