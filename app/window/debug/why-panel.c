/* SPDX-License-Identifier: Apache-2.0 */
/* Why this batch: the reason of a decision in words and numbers. */
#include "config.h"

#include "app/window/debug/why-panel.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/window/parts/follower.h"
#include "app/window/parts/format.h"
#include "app/window/debug/costly-window.h"
#include "app/window/debug/frontier-view.h"
#include "app/window/parts/paragraph.h"
#include "app/window/parts/type-chip.h"
#include "profiles/report/duration.h"

/* More ready types than these are in the table below, not in the row of chips. */
#define MAX_CHIPS 9
#define MIN_HEIGHT 120
/* Longer ends of a sentence get a row of their own below the chips. */
#define MAX_BESIDE 24

/* From here on four counts need two lines. */
#define LARGE_COUNT 1000

typedef enum
{
  FACT_MINI_BATCH,
  FACT_TIE,
  FACT_DRAW,
  FACT_FALLBACK,
  FACT_SCHEDULING,
  FACT_RUN,
  FACT_GATHERED,
  N_FACTS
} Fact;

struct _BsWhyPanel
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkWidget *headline, *title_chip;
  GtkLabel *title, *pill;
  GtkWidget *state; /* in a row */
  GtkLabel *state_name, *more_types, *beside;
  GtkWidget *chip[MAX_CHIPS];
  GtkLabel *reason, *reason_detail;
  GtkWidget *ratio_row;
  GtkImage *ratio_icon;
  GtkLabel *ratio, *ratio_detail;
  GtkWidget *what_if_row;
  GtkLabel *what_if, *what_if_detail;
  GtkLabel *became_ready;
  BsFrontierView *frontier;
  GtkWindow *costly; /* (nullable) weak */
  GtkLevelBar *bound_bar, *run_bar;
  GtkWidget *bound_counts;
  GtkLabel *bound_run, *bound_to_go, *bound_best, *bound_recorded;
  GtkGrid *facts;
  GtkLabel *fact[N_FACTS];

  BsDebugger *debugger;
  BsFollower *follower;
  BsPictures *pictures;  /* of the debugger */
  GCancellable *finding; /* what is still to go */
  int width;             /* that the content asks for; 0: not known */
};

G_DEFINE_FINAL_TYPE (BsWhyPanel, bs_why_panel, GTK_TYPE_WIDGET)

/* Setting a label lays it out: only when it says something new. */
static void
say (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static void
say_or_hide (GtkLabel *label, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  say (label, text != NULL ? text : "");
}

static const BsCandidate *
chosen_candidate (const BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);

  for (guint i = 0; i < d->n_candidates; i++)
    if (candidates[i].type == d->type)
      return &candidates[i];

  return NULL;
}

static void
update_headline (BsWhyPanel *self, const BsTrace *trace, const BsTraceDecision *d,
                 const BsCandidate *chosen)
{
  g_autofree char *size = bs_format_count (d->size);
  /* Translators: a type of node and how many of them ran as one batch */
  g_autofree char *text = g_strdup_printf (_ ("%s × %s"), trace->types->types[d->type].name, size);
  gboolean known = chosen != NULL && chosen->reachable > 0;
  gboolean safe = known && chosen->ready >= chosen->reachable;
  gboolean part = chosen != NULL && d->size < chosen->ready;

  bs_type_chip_set (BS_TYPE_CHIP (self->title_chip), trace->types, d->type, TRUE);
  say (self->title, text);
  /* That a type is safe says nothing about taking a part of it. */
  gtk_widget_set_visible (GTK_WIDGET (self->pill), known && !part);
  say (self->pill, safe ? _ ("safe") : _ ("not provably safe"));
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->pill),
      safe ? _ ("Batching this type now cannot cost a batch: its ρ is 1")
           : _ ("More nodes of this type could join the batch if others ran first: its ρ is below "
                "1"));
  gtk_widget_remove_css_class (GTK_WIDGET (self->pill), safe ? "warning" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->pill), safe ? "success" : "warning");
}

static void
update_chips (BsWhyPanel *self, const BsTrace *trace, const BsTraceDecision *d)
{
  BsEncoding encoding = trace->states->encoding;
  g_autofree char *more = NULL;
  guint length, n_ready;
  const guint16 *key = bs_state_table_get (trace->states, d->state, &length);

  n_ready = bs_state_n_ready (encoding, length);
  for (guint i = 0; i < MAX_CHIPS; i++)
    {
      gtk_widget_set_visible (self->chip[i], i < n_ready);
      if (i < n_ready)
        {
          bs_type_chip_set (BS_TYPE_CHIP (self->chip[i]), trace->types, key[i], key[i] == d->type);
          bs_type_chip_set_marks (BS_TYPE_CHIP (self->chip[i]),
                                  bs_state_get_marks (encoding, key, length, i));
        }
    }
  if (n_ready > MAX_CHIPS)
    more = g_strdup_printf ("+%u", n_ready - MAX_CHIPS);
  say_or_hide (self->more_types, more);
}

static guint64
training_visits (BsWhyPanel *self, const BsTraceDecision *d)
{
  BsPictures *p = self->pictures;
  guint32 state = p->fsm_states[d->state];
  guint n_actions;
  const BsFsmAction *actions;

  if (p->trace->fsm == NULL || state == G_MAXUINT32)
    return 0;

  actions = bs_fsm_get_actions (p->trace->fsm, state, &n_actions);
  for (guint i = 0; i < n_actions; i++)
    if (actions[i].type == p->fsm_types[d->type])
      return actions[i].visits;

  return 0;
}

/* What is known of the table, or of the search, beyond the decision. */
static char *
provenance_text (BsWhyPanel *self, const BsTraceDecision *d)
{
  const char *search = bs_trace_get_search (self->pictures->trace, d->mini_batch);
  guint64 visits = d->reason == BS_REASON_LEARNED ? training_visits (self, d) : 0;

  if (search != NULL)
    /* Translators: what a search said of its schedule, such as "optimal, 12 batches" */
    return g_strdup_printf (_ ("Search: %s"), search);
  if (visits > 0)
    {
      g_autofree char *count = bs_format_count (visits);

      return g_strdup_printf (ngettext ("Learned from %s visit", "Learned from %s visits", visits),
                              count);
    }

  return NULL;
}

static void
update_reason (BsWhyPanel *self, guint32 decision, const BsTraceDecision *d)
{
  const BsTrace *trace = self->pictures->trace;
  g_autofree char *before = NULL, *lead = NULL, *provenance = provenance_text (self, d);
  g_autofree char *cause = bs_trace_cause_text (trace, decision, &before, &lead);
  gboolean beside;
  g_autofree char *whole = bs_trace_reason_text (trace, decision);
  g_autofree char *detail = lead != NULL && provenance != NULL
                                ? g_strconcat (lead, "\n", provenance, NULL)
                                : g_strdup (lead != NULL ? lead : provenance);

  /* The state stands in the sentence, as chips: who hears it, hears it whole. */
  say (self->state_name, before != NULL && before[0] != '\0' ? before : _ ("State"));
  beside = before != NULL && g_utf8_strlen (cause, -1) <= MAX_BESIDE;
  say_or_hide (self->beside, beside ? cause : NULL);
  say_or_hide (self->reason, beside ? NULL : cause);
  gtk_accessible_update_property (GTK_ACCESSIBLE (beside ? self->beside : self->reason),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, whole, -1);
  say_or_hide (self->reason_detail, detail);
}

/* Says which other type would be safe, when there is one. */
static char *
safe_others_text (const BsTrace *trace, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (trace, decision);
  const BsCandidate *candidates = bs_trace_candidates (trace, decision);

  for (guint i = 0; i < d->n_candidates; i++)
    if (candidates[i].type != d->type && candidates[i].reachable > 0
        && candidates[i].ready >= candidates[i].reachable)
      return g_strdup_printf (_ ("%s would be safe: its ρ is 1"),
                              trace->types->types[candidates[i].type].name);

  return g_strdup (_ ("Nothing here has ρ = 1"));
}

static void
update_ratio (BsWhyPanel *self, guint32 decision, const BsTraceDecision *d,
              const BsCandidate *chosen)
{
  const BsTrace *trace = self->pictures->trace;
  gboolean known = chosen != NULL && chosen->reachable > 0;
  g_autofree char *text = bs_trace_ratio_text (trace, decision), *detail = NULL;
  gboolean part, safe;

  gtk_widget_set_visible (self->ratio_row, known);
  if (!known)
    return;

  part = d->size < chosen->ready;
  safe = !part && chosen->ready >= chosen->reachable;
  if (part)
    {
      g_autofree char *count = bs_format_count (chosen->ready - d->size);

      detail = g_strdup_printf (ngettext ("%s more %s node is ready and left for another batch",
                                          "%s more %s nodes are ready and left for other batches",
                                          chosen->ready - d->size),
                                count, trace->types->types[d->type].name);
    }
  else if (safe)
    {
      detail = g_strdup (_ ("Safe: no batch of this type grows by waiting"));
    }
  else
    {
      g_autofree char *others = safe_others_text (trace, decision);
      g_autofree char *count = bs_format_count (chosen->reachable - chosen->ready);
      g_autofree char *more = g_strdup_printf (ngettext ("%s more %s node follows other types",
                                                         "%s more %s nodes follow other types",
                                                         chosen->reachable - chosen->ready),
                                               count, trace->types->types[d->type].name);

      detail = g_strconcat (more, "\n", others, NULL);
    }
  say (self->ratio, text);
  say_or_hide (self->ratio_detail, detail);
  gtk_image_set_from_icon_name (self->ratio_icon,
                                safe ? "emblem-ok-symbolic" : "dialog-warning-symbolic");
  gtk_widget_remove_css_class (GTK_WIDGET (self->ratio_icon), safe ? "warning" : "success");
  gtk_widget_add_css_class (GTK_WIDGET (self->ratio_icon), safe ? "success" : "warning");
}

/* What another type would have come to: the best one, and the regret of not having taken it. */
static void
update_what_if (BsWhyPanel *self)
{
  guint32 decision = bs_debugger_get_decision (self->debugger);
  const BsTypeTable *types = self->pictures->trace->types;
  const char *why;
  BsBranches *branches = bs_debugger_get_branches (self->debugger);
  const BsRegret *regret = bs_branches_get_regret (branches, decision, &why);
  g_autofree char *text = NULL, *detail = NULL, *time = NULL, *count = NULL, *batches = NULL;
  gboolean choice = bs_trace_decision (self->pictures->trace, decision)->n_candidates > 1;
  gboolean asked = !bs_branches_is_large (branches, decision) && why == NULL;

  /* The row stays while the answer is found: the table below must not jump at each step. */
  gtk_widget_set_visible (self->what_if_row, regret != NULL || asked || !choice);
  if (!choice || regret == NULL || regret->n_overrides < 2)
    {
      say (self->what_if, choice && regret == NULL ? _ ("Trying the other types…")
                                                   : _ ("No other type was ready"));
      say (self->what_if_detail, "");
      return;
    }

  if (regret->regret > 0)
    {
      const BsOverride *best = &regret->overrides[regret->best];

      count = bs_format_count (best->n_batches);
      text = g_strdup_printf (ngettext ("%s instead would end at %s batch",
                                        "%s instead would end at %s batches", best->n_batches),
                              types->types[best->type].name, count);
      g_clear_pointer (&count, g_free);
    }
  else
    text = g_strdup (_ ("No other type would have saved a batch"));
  count = bs_format_count ((guint64) MAX (regret->regret, 0));
  batches = g_strdup_printf (ngettext ("Regret of this choice: %s batch",
                                       "Regret of this choice: %s batches",
                                       (gulong) MAX (regret->regret, 0)),
                             count);
  if (regret->regret_ns >= 1.0) /* NaN: no times are known */
    {
      time = bs_duration_to_string ((gint64) round (regret->regret_ns));
      /* Translators: a regret in batches, and the same in time */
      detail = g_strdup_printf (_ ("%s, about %s predicted"), batches, time);
    }
  else
    detail = g_steal_pointer (&batches);
  say (self->what_if, text);
  say (self->what_if_detail, detail);
}

/* Types of which no node was ready at the decision before. */
static void
update_became_ready (BsWhyPanel *self, guint32 decision, const BsTraceDecision *d)
{
  const BsTrace *trace = self->pictures->trace;
  const BsCandidate *now = bs_trace_candidates (trace, decision);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *text = NULL;
  const BsTraceDecision *before = decision > 1 ? bs_trace_decision (trace, decision - 1) : NULL;

  if (before == NULL || before->mini_batch != d->mini_batch)
    {
      say_or_hide (self->became_ready, NULL);
      return;
    }

  for (guint i = 0, k = 0; i < d->n_candidates && names->len < 200; i++)
    {
      const BsCandidate *then = bs_trace_candidates (trace, decision - 1);

      while (k < before->n_candidates && then[k].type < now[i].type)
        k++;
      if (k == before->n_candidates || then[k].type != now[i].type)
        g_string_append_printf (names, names->len > 0 ? ", %s" : "%s",
                                trace->types->types[now[i].type].name);
    }
  if (names->len > 0)
    text = g_strdup_printf (_ ("Ready since the last batch: %s"), names->str);
  else
    text = g_strdup (_ ("No other type became ready since the last batch"));
  say_or_hide (self->became_ready, text);
}

static void
say_bound (GtkLabel *label, guint64 number, const char *format)
{
  g_autofree char *count = bs_format_count (number);
  g_autofree char *text = g_strdup_printf (format, count);

  say (label, text);
}

static void update_bound (BsWhyPanel *self, guint32 decision);

static void
found_to_go_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  BsWhyPanel *self = user_data;

  if (!bs_pictures_find_to_go_finish (result, NULL))
    return;

  g_clear_object (&self->finding);
  update_bound (self, bs_debugger_get_decision (self->debugger));
}

static void
stop_finding (BsWhyPanel *self)
{
  g_cancellable_cancel (self->finding);
  g_clear_object (&self->finding);
}

static void
update_bound (BsWhyPanel *self, guint32 decision)
{
  const BsTraceDecision *d = bs_trace_decision (self->pictures->trace, decision);
  const BsTraceMiniBatch *m = &self->pictures->trace->mini_batches[d->mini_batch];
  guint32 run = decision - m->first_decision;
  guint32 to_go = 0;
  gboolean known = bs_pictures_get_to_go (self->pictures, decision, &to_go);
  double total = MAX (m->n_decisions, run + to_go);
  gboolean large = total >= LARGE_COUNT;

  if (!known && self->finding == NULL)
    {
      self->finding = g_cancellable_new ();
      bs_pictures_find_to_go_async (self->pictures, decision, self->finding, found_to_go_cb, self);
    }

  gtk_level_bar_set_max_value (self->bound_bar, MAX (total, 1));
  gtk_level_bar_set_max_value (self->run_bar, MAX (total, 1));
  gtk_level_bar_set_value (self->bound_bar, run + to_go);
  gtk_level_bar_set_value (self->run_bar, run);
  /* Translators: counts of batches of the mini-batch: run so far, the fewest that can still
   * follow, their sum, and what the recording took */
  say_bound (self->bound_run, run, _ ("<b>%s</b> run"));
  if (known)
    {
      say_bound (self->bound_to_go, to_go, _ ("<b>%s</b> at least to go"));
      say_bound (self->bound_best, run + to_go, _ ("<b>%s</b> at best"));
    }
  else
    {
      say (self->bound_to_go, "…");
      say (self->bound_best, "…");
    }
  say_bound (self->bound_recorded, m->n_decisions, _ ("<b>%s</b> recorded"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bound_counts),
                                  large ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_halign (GTK_WIDGET (self->bound_to_go), large ? GTK_ALIGN_END : GTK_ALIGN_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self->bound_best), large ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
}

/* The whole state in words, and what the order and the signs in it say. */
static void
explain_state (BsWhyPanel *self, guint32 decision)
{
  const char *legend = bs_trace_state_legend (self->pictures->trace);
  g_autofree char *state = bs_trace_state_text (self->pictures->trace, decision);
  g_autofree char *text = g_strconcat (state, legend != NULL ? "\n" : NULL, legend, NULL);

  if (g_strcmp0 (gtk_widget_get_tooltip_text (self->state), text) == 0)
    return;

  gtk_widget_set_tooltip_text (self->state, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  state, -1);
}

static void
update_facts (BsWhyPanel *self, guint32 decision, const BsTraceDecision *d)
{
  const BsTrace *trace = self->pictures->trace;
  const BsTraceMiniBatch *m = &trace->mini_batches[d->mini_batch];
  guint32 own = decision - m->first_decision + 1;
  g_autofree char *mini_batch =
      m->n_stages == 0
          ? g_strdup_printf (_ ("%u, decision %u of %u"), d->mini_batch, own, m->n_decisions)
          : g_strdup_printf (_ ("%u, decision %u of %u, stage %u of %u"), d->mini_batch, own,
                             m->n_decisions, bs_trace_stage (m, decision) + 1, m->n_stages);
  g_autofree char *tie = NULL, *draw = NULL, *scheduling = NULL, *run = NULL, *gathered = NULL;

  if (d->n_tied == 0)
    tie = g_strdup (_ ("not needed"));
  else
    tie = g_strdup_printf (ngettext ("%u other level", "%u others level", d->n_tied), d->n_tied);
  draw = d->draw == 0 ? g_strdup (_ ("none")) : g_strdup_printf ("%" G_GUINT64_FORMAT, d->draw);
  scheduling = bs_duration_to_string (MAX (d->end_ns - d->start_ns, 0));
  if (d->run_end_ns > 0)
    run = bs_duration_to_string (MAX (d->run_end_ns - d->run_start_ns, 0));
  else /* what only names values needs no time */
    run = g_strdup (isnan (m->loss) ? _ ("only scheduled") : _ ("not needed"));
  gathered = d->gather_bytes > 0 ? g_format_size_full (d->gather_bytes, G_FORMAT_SIZE_IEC_UNITS)
                                 : g_strdup (_ ("nothing"));

  say (self->fact[FACT_MINI_BATCH], mini_batch);
  say (self->fact[FACT_TIE], tie);
  say (self->fact[FACT_DRAW], draw);
  say (self->fact[FACT_FALLBACK],
       bs_reason_is_fallback (d->reason) ? _ ("yes, the state is unknown") : _ ("no"));
  say (self->fact[FACT_SCHEDULING], scheduling);
  say (self->fact[FACT_RUN], run);
  say (self->fact[FACT_GATHERED], gathered);
}

static void
show_content (gpointer user_data)
{
  BsWhyPanel *self = user_data;

  stop_finding (self);
  self->pictures = bs_debugger_get_pictures (self->debugger);
}

static void
update (gpointer user_data)
{
  BsWhyPanel *self = user_data;
  guint32 decision = bs_debugger_get_decision (self->debugger);
  const BsTraceDecision *d = bs_trace_decision (self->pictures->trace, decision);
  const BsCandidate *chosen = chosen_candidate (self->pictures->trace, decision);

  update_headline (self, self->pictures->trace, d, chosen);
  update_chips (self, self->pictures->trace, d);
  explain_state (self, decision);
  update_reason (self, decision, d);
  update_ratio (self, decision, d, chosen);
  bs_frontier_view_show (self->frontier, self->pictures->trace, decision);
  update_bound (self, decision);
  update_facts (self, decision, d);
  update_what_if (self);
  update_became_ready (self, decision, d);
}

static void
add_fact (BsWhyPanel *self, Fact fact, const char *name, const char *meaning, int column, int row,
          int width)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *key = gtk_label_new (name);
  GtkWidget *value = gtk_label_new (NULL);
  g_autoptr (PangoAttrList) no_hyphens = pango_attr_list_new ();

  /* States are long words of many names: a hyphen would be read as a part of them. */
  pango_attr_list_insert (no_hyphens, pango_attr_insert_hyphens_new (FALSE));
  gtk_widget_add_css_class (key, "caption");
  gtk_widget_add_css_class (key, "dim-label");
  gtk_widget_set_valign (key, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (box, meaning);
  gtk_widget_add_css_class (value, "caption");
  gtk_widget_add_css_class (value, "numeric");
  gtk_label_set_xalign (GTK_LABEL (value), 0.0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_label_set_attributes (GTK_LABEL (value), no_hyphens);
  gtk_box_append (GTK_BOX (box), key);
  gtk_box_append (GTK_BOX (box), bs_paragraph_new (value));
  gtk_grid_attach (self->facts, box, column, row, width, 1);
  self->fact[fact] = GTK_LABEL (value);
}

static void
find_costly (BsWhyPanel *self)
{
  if (self->debugger == NULL)
    return;

  if (self->costly == NULL)
    g_set_weak_pointer (&self->costly, bs_costly_window_new (GTK_WIDGET (self), self->debugger));
  gtk_window_present (self->costly);
}

static void
close_costly (BsWhyPanel *self)
{
  GtkWindow *window = self->costly;

  g_clear_weak_pointer (&self->costly);
  if (window != NULL)
    gtk_window_destroy (window);
}

static void
bs_why_panel_dispose (GObject *object)
{
  BsWhyPanel *self = BS_WHY_PANEL (object);

  close_costly (self);
  stop_finding (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_clear_object (&self->debugger);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_WHY_PANEL);

  G_OBJECT_CLASS (bs_why_panel_parent_class)->dispose (object);
}

/* The words change with each decision, and scroll: what they need is no matter for the window
 * around them, which would measure all of its parts again. */
static void
bs_why_panel_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  BsWhyPanel *self = BS_WHY_PANEL (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = MIN_HEIGHT;
      return;
    }
  if (self->width == 0)
    gtk_widget_measure (self->content, orientation, -1, &self->width, NULL, NULL, NULL);
  *minimum = *natural = self->width;
}

static void
bs_why_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (BS_WHY_PANEL (widget)->content, width, height, baseline, NULL);
}

static void
bs_why_panel_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bs_why_panel_parent_class)->css_changed (widget, change);
  BS_WHY_PANEL (widget)->width = 0;
}

static void
bs_why_panel_class_init (BsWhyPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_why_panel_dispose;
  widget_class->measure = bs_why_panel_measure;
  widget_class->size_allocate = bs_why_panel_size_allocate;
  widget_class->css_changed = bs_why_panel_css_changed;

  g_type_ensure (BS_TYPE_FRONTIER_VIEW);
  g_type_ensure (BS_TYPE_PARAGRAPH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/why-panel.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, content);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, headline);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, title);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, pill);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, state);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, state_name);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, more_types);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, beside);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, reason);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, reason_detail);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, ratio_row);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, ratio_icon);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, ratio);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, ratio_detail);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, what_if_row);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, what_if);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, what_if_detail);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, became_ready);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, frontier);
  gtk_widget_class_bind_template_callback (widget_class, find_costly);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, bound_bar);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, run_bar);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, bound_counts);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, bound_run);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, bound_to_go);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, bound_best);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, bound_recorded);
  gtk_widget_class_bind_template_child (widget_class, BsWhyPanel, facts);
}

static void
remove_offsets (GtkLevelBar *bar)
{
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_FULL);
}

static void
bs_why_panel_init (BsWhyPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->title_chip = bs_type_chip_new (28);
  gtk_box_prepend (GTK_BOX (self->headline), self->title_chip);
  for (guint i = 0; i < MAX_CHIPS; i++)
    {
      self->chip[i] = bs_type_chip_new (18);
      gtk_box_insert_child_after (GTK_BOX (self->state), self->chip[i],
                                  i > 0 ? self->chip[i - 1] : GTK_WIDGET (self->state_name));
    }
  g_signal_connect_swapped (self->frontier, "answered", G_CALLBACK (update_what_if), self);
  remove_offsets (self->bound_bar);
  remove_offsets (self->run_bar);

  add_fact (self, FACT_MINI_BATCH, _ ("Mini-batch"), NULL, 0, 0, 2);
  add_fact (self, FACT_TIE, _ ("Tie break"), _ ("Which of several types that are equally good"), 0,
            1, 1);
  add_fact (self, FACT_FALLBACK, _ ("Fallback"),
            _ ("Whether the policy did not know the state and another rule decided"), 1, 1, 1);
  add_fact (self, FACT_DRAW, _ ("Random draw"), _ ("The random number that decided"), 0, 2, 1);
  add_fact (self, FACT_SCHEDULING, _ ("Scheduling"), _ ("Time that choosing this batch took"), 1, 2,
            1);
  add_fact (self, FACT_GATHERED, _ ("Gathered"),
            _ ("Operands that lay apart and were copied together first"), 0, 3, 1);
  add_fact (self, FACT_RUN, _ ("Running"), _ ("Time that computing this batch took"), 1, 3, 1);
}

void
bs_why_panel_set_debugger (BsWhyPanel *self, BsDebugger *debugger)
{
  g_return_if_fail (BS_IS_WHY_PANEL (self));

  close_costly (self);
  stop_finding (self);
  g_clear_pointer (&self->follower, bs_follower_free);
  g_set_object (&self->debugger, debugger);
  self->pictures = NULL;
  bs_frontier_view_set_branches (self->frontier,
                                 debugger != NULL ? bs_debugger_get_branches (debugger) : NULL);
  if (debugger != NULL)
    self->follower = bs_follower_new (debugger, show_content, NULL, update, self);
}
