/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions of two runs that are looked at, in words. */
#include "config.h"

#include "app/window/compare/decision-pair.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/window/compare/run-chip.h"
#include "app/window/compare/state-chips.h"
#include "app/window/parts/format.h"
#include "app/window/parts/type-chip.h"

typedef struct
{
  GtkWidget *box, *badge, *decision, *chips, *chip, *words;
} Side;

struct _BsDecisionPair
{
  GtkWidget parent_instance;

  GtkWidget *box, *mark, *button;
  Side sides[2];
};

G_DEFINE_FINAL_TYPE (BsDecisionPair, bs_decision_pair, GTK_TYPE_WIDGET)

static void
bs_decision_pair_dispose (GObject *object)
{
  g_clear_pointer (&BS_DECISION_PAIR (object)->box, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_decision_pair_parent_class)->dispose (object);
}

static void
bs_decision_pair_class_init (BsDecisionPairClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_decision_pair_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
side_init (Side *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 7);
  self->badge = bs_run_badge_new ();
  self->decision = gtk_label_new ("");
  self->chips = bs_state_chips_new ();
  self->chip = bs_type_chip_new (17);
  self->words = gtk_label_new ("");
  gtk_widget_add_css_class (self->decision, "numeric");
  gtk_widget_add_css_class (self->words, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->words), 0.0);
  gtk_box_append (GTK_BOX (self->box), self->badge);
  gtk_box_append (GTK_BOX (self->box), self->decision);
  gtk_box_append (GTK_BOX (self->box), self->chips);
  gtk_box_append (GTK_BOX (self->box), self->chip);
  gtk_box_append (GTK_BOX (self->box), self->words);
}

static void
bs_decision_pair_init (BsDecisionPair *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->box, "decision-pair");
  self->mark = gtk_label_new ("◆");
  gtk_widget_add_css_class (self->mark, "divergence");
  gtk_box_append (GTK_BOX (self->box), self->mark);
  for (guint i = 0; i < 2; i++)
    {
      side_init (&self->sides[i]);
      gtk_box_append (GTK_BOX (self->box), self->sides[i].box);
    }
  self->button = gtk_button_new_with_mnemonic (_ ("Open both in _Debug"));
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "small");
  gtk_widget_add_css_class (self->button, "accent");
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "compare.debug");
  gtk_box_append (GTK_BOX (self->box), self->button);
}

/* What was ready of the type, and its number: of a recording what it recorded. */
static void
add_candidate (GString *text, BsComparedSource *source, guint32 number, guint32 size)
{
  BsTrace *trace = source != NULL && bs_compared_source_get_kind (source) <= BS_COMPARED_FILE
                       ? bs_compared_source_get_trace (source)
                       : NULL;
  const BsCandidate *chosen = trace != NULL && number <= trace->n_decisions
                                  ? bs_trace_chosen (trace, number)
                                  : NULL;

  if (chosen == NULL)
    return;
  if (chosen->ready > size)
    {
      g_autofree char *ready = bs_format_count (chosen->ready);

      /* Translators: how many nodes were ready: 6 nodes of 8 ready */
      g_string_append_printf (text, _ (" of %s ready"), ready);
    }
  if (chosen->score != BS_NO_SCORE)
    {
      g_autofree char *q = bs_format_real (chosen->score, 2);

      /* Translators: the number by which a policy chose */
      g_string_append_printf (text, _ (", Q %s"), q);
    }
}

static void
add_table (GString *text, const BsStateDifference *state, guint side, const char *type,
           const BsTypeTable *types)
{
  if (state == NULL || isnan (state->q[side]) || state->takes[side] == BS_STATE_NONE
      || strcmp (types->types[state->takes[side]].name, type) != 0)
    return;

  g_autofree char *q = bs_format_real (state->q[side], 2);

  g_string_append_printf (text, _ (", Q %s"), q);
}

static guint
find_state (BsStateDifferences *states, const char *text)
{
  for (guint i = 0; states != NULL && i < states->states->len; i++)
    if (strcmp (((BsStateDifference *) states->states->pdata[i])->text, text) == 0)
      return i;

  return G_MAXUINT;
}

static void
show_side (BsDecisionPair *self, guint side, BsStripsPainter *painter, guint run, guint32 decision,
           BsStateDifferences *states, BsComparedSource *source)
{
  Side *own = &self->sides[side];
  BsComparison *comparison = bs_strips_painter_get_comparison (painter);
  const BsRun *of = bs_comparison_get_run (comparison, run);
  guint32 m = bs_strips_painter_get_mini_batch (painter);
  const BsRunDecision *d;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *number = NULL, *head = NULL, *size = NULL, *name = NULL;
  const BsStateDifference *state = NULL;
  guint found = G_MAXUINT;

  gtk_widget_set_visible (own->box, decision != BS_STRIPS_NONE);
  if (decision == BS_STRIPS_NONE || m >= of->n_mini_batches)
    return;

  d = bs_run_get_decisions (of, m) + decision;
  number = bs_format_count ((guint64) of->mini_batches[m].first_number + decision);
  head = d->state != G_MAXUINT32 ? g_strdup_printf (_ ("decision %s in"), number)
                                 : g_strdup_printf (_ ("decision %s"), number);
  if (d->state != G_MAXUINT32)
    found = find_state (states, of->states[d->state].text);
  if (found != G_MAXUINT)
    state = states->states->pdata[found];
  size = bs_format_count (d->size);
  name = bs_table_printable (of->types->types[d->type].name);
  g_string_append_printf (text, ngettext ("takes %s, %s node", "takes %s, %s nodes", d->size), name,
                          size);
  gsize length = text->len;
  add_candidate (text, source, of->mini_batches[m].first_number + decision, d->size);
  if (text->len == length)
    add_table (text, state, side, name, states != NULL ? states->types : NULL);

  bs_run_badge_set (own->badge, run);
  gtk_label_set_label (GTK_LABEL (own->decision), head);
  gtk_widget_set_visible (own->chips, found != G_MAXUINT);
  bs_state_chips_set (BS_STATE_CHIPS (own->chips), states, found);
  bs_type_chip_set (BS_TYPE_CHIP (own->chip), comparison->types, comparison->type_map[run][d->type],
                    TRUE);
  gtk_label_set_label (GTK_LABEL (own->words), text->str);
  gtk_widget_set_tooltip_text (own->words, text->str);
}

static gboolean
can_open (BsComparedSource *source)
{
  return source != NULL && bs_compared_source_get_kind (source) <= BS_COMPARED_BRANCH;
}

/* A branch and its recording are in one tab. */
static gboolean
is_in_one_tab (BsComparedSource *const sources[2])
{
  for (guint i = 0; i < 2; i++)
    {
      BsComparedKind kind = bs_compared_source_get_kind (sources[i]);

      if (kind != BS_COMPARED_RECORDING && kind != BS_COMPARED_BRANCH)
        return FALSE;
    }

  return TRUE;
}

void
bs_decision_pair_show (BsDecisionPair *self, BsStripsPainter *painter, const BsStripsView *view,
                       BsStateDifferences *states, BsComparedSource *const sources[2])
{
  g_autofree char *way = NULL, *text = NULL;
  const BsDetour *detour;
  gboolean parts;

  g_return_if_fail (BS_IS_DECISION_PAIR (self));

  gtk_widget_set_visible (
      self->box, painter != NULL && (view->base != BS_STRIPS_NONE || view->own != BS_STRIPS_NONE));
  if (painter == NULL)
    return;

  detour = bs_strips_painter_find_detour (painter, view->run, view->base, view->own);
  parts = detour != NULL && (detour->base_first == view->base || detour->first == view->own);
  gtk_widget_set_opacity (self->mark, parts ? 1.0 : detour != NULL ? 0.45 : 0.0);
  if (detour != NULL)
    way = bs_strips_painter_describe_detour (painter, view->run, detour);
  text = g_strdup_printf (
      "%s\n%s", parts ? _ ("Here the runs part") : _ ("The runs have parted, and not met again"),
      way);
  gtk_widget_set_tooltip_text (self->mark, detour != NULL ? text : NULL);
  show_side (self, 0, painter, 0, view->base, states, sources[0]);
  show_side (self, 1, painter, view->run, view->run > 0 ? view->own : BS_STRIPS_NONE, states,
             sources[1]);
  gtk_button_set_label (GTK_BUTTON (self->button),
                        can_open (sources[0]) && can_open (sources[1]) && !is_in_one_tab (sources)
                            ? _ ("Open both in _Debug")
                            : _ ("Open in _Debug"));
  gtk_widget_set_visible (self->button, can_open (sources[0]) || can_open (sources[1]));
}

void
bs_decision_pair_set_narrow (BsDecisionPair *self, gboolean narrow)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self->box), narrow ? 4 : 12);
  gtk_widget_set_halign (self->mark, GTK_ALIGN_START);
}
