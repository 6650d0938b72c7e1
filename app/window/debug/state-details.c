/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of one state of the machine. */
#include "config.h"

#include <gtk/gtk.h>

#include "app/window/debug/state-details.h"

#include <math.h>
#include <glib/gi18n-lib.h>

#include "app/window/parts/format.h"
#include "app/window/parts/paragraph.h"
#include "app/window/parts/type-chip.h"

#define MAX_ACTIONS 6
#define MAX_DECISIONS 9
#define CHIP 18

struct _BsStateDetails
{
  GtkWidget parent_instance;

  GtkWidget *content;
  GtkLabel *title, *legend, *visits, *decisions;
  GtkGrid *actions;

  BsPictures *pictures;
  guint32 box;
  guint32 decision;
};

G_DEFINE_FINAL_TYPE (BsStateDetails, bs_state_details, GTK_TYPE_WIDGET)

static const BsFsmMachine *
get_machine (BsStateDetails *self)
{
  return bs_fsm_painter_get_machine (self->pictures->fsm);
}

/* Returns: the first visit at or after where the clock stands, from 0. */
static guint32
find_visit (BsStateDetails *self)
{
  const BsFsmModel *model = get_machine (self)->model;
  guint32 first = model->visit_start[self->box], low = first,
          high = model->visit_start[self->box + 1];

  while (low < high)
    {
      guint32 middle = low + (high - low) / 2;

      if (model->visit[middle] < self->decision)
        low = middle + 1;
      else
        high = middle;
    }

  return low - first;
}

static void
show_visits (BsStateDetails *self)
{
  const BsFsmModel *model = get_machine (self)->model;
  guint32 n = model->visits[self->box], at = find_visit (self), from;
  const guint32 *visit = model->visit + model->visit_start[self->box];
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *count = bs_format_count (n);
  g_autofree char *text = NULL, *decisions = NULL;

  if (at < n && visit[at] == self->decision)
    {
      g_autofree char *number = bs_format_count (at + 1);

      /* Translators: which visit of a state this is, such as: Visit 3 of 26 */
      text = g_strdup_printf (_ ("Visit %s of %s"), number, count);
    }
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Visited %s time", "Visited %s times", n),
                            count);
  gtk_label_set_text (self->visits, text);

  from = at > MAX_DECISIONS / 2 ? MIN (at - MAX_DECISIONS / 2, n - MIN (n, MAX_DECISIONS)) : 0;
  for (guint32 i = from; i < MIN (n, from + MAX_DECISIONS); i++)
    {
      g_autofree char *number = bs_format_count (visit[i]);

      g_string_append_printf (list, visit[i] == self->decision ? "%s<b>%s</b>" : "%s%s",
                              i > from   ? ", "
                              : from > 0 ? "… "
                                         : "",
                              number);
    }
  if (from + MAX_DECISIONS < n)
    g_string_append (list, " …");
  decisions = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Decision %s", "Decisions %s", n),
                               list->str);
  gtk_label_set_markup (self->decisions, decisions);
}

static void
add_cell (BsStateDetails *self, int column, int row, const char *text, gboolean head)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column < 2 ? 0.0 : 1.0);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           column == 1 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (label, column == 1);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  if (head)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (self->actions, label, column, row, 1, 1);
}

static char *
format_rho (const BsFsmActionFacts *action)
{
  g_autofree char *least = NULL, *most = NULL;

  if (isnan (action->least_rho))
    return g_strdup ("–");
  least = bs_rho_to_string (action->least_rho);
  most = bs_rho_to_string (action->most_rho);

  /* Translators: the least and the largest of some ratios */
  return g_str_equal (least, most) ? g_steal_pointer (&least)
                                   : g_strdup_printf (_ ("%s to %s"), least, most);
}

static void
show_actions (BsStateDetails *self)
{
  const BsFsmMachine *machine = get_machine (self);
  guint32 first = machine->action_start[self->box], end = machine->action_start[self->box + 1];
  const char *const heads[] = { "", _ ("Action"), _ ("Taken"), "Q", _ ("Trained"), "ρ" };
  gboolean learned = machine->trace->fsm != NULL;
  GtkWidget *child;
  int row = 1;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->actions))) != NULL)
    gtk_grid_remove (self->actions, child);
  for (guint i = 1; i < G_N_ELEMENTS (heads); i++)
    if (learned || (i != 3 && i != 4))
      add_cell (self, (int) i, 0, heads[i], TRUE);
  for (guint32 k = first; k < MIN (end, first + MAX_ACTIONS); k++, row++)
    {
      const BsFsmActionFacts *action = &machine->actions[k];
      g_autofree char *taken = bs_format_count (action->taken);
      g_autofree char *q = bs_format_real (action->q, 2);
      g_autofree char *trained = isnan (action->q) ? g_strdup ("–")
                                                   : bs_format_count (action->trained);
      g_autofree char *rho = format_rho (action);
      GtkWidget *chip = bs_type_chip_new (CHIP);

      bs_type_chip_set (BS_TYPE_CHIP (chip), machine->trace->types, action->type,
                        action->type == machine->model->favourite[self->box]);
      gtk_grid_attach (self->actions, chip, 0, row, 1, 1);
      add_cell (self, 1, row, machine->trace->types->types[action->type].name, FALSE);
      add_cell (self, 2, row, taken, FALSE);
      if (learned)
        {
          add_cell (self, 3, row, q, FALSE);
          add_cell (self, 4, row, trained, FALSE);
        }
      add_cell (self, 5, row, rho, FALSE);
    }
  if (end - first > MAX_ACTIONS)
    {
      guint n = end - first - MAX_ACTIONS;
      g_autofree char *more = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n), n);

      add_cell (self, 1, row, more, TRUE);
    }
}

static void
bs_state_details_dispose (GObject *object)
{
  BsStateDetails *self = BS_STATE_DETAILS (object);

  g_clear_pointer (&self->pictures, bs_pictures_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), BS_TYPE_STATE_DETAILS);

  G_OBJECT_CLASS (bs_state_details_parent_class)->dispose (object);
}

static void
bs_state_details_class_init (BsStateDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_state_details_dispose;

  g_type_ensure (BS_TYPE_PARAGRAPH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/batchscope/Batchscope/ui/state-details.ui");
  gtk_widget_class_bind_template_child (widget_class, BsStateDetails, content);
  gtk_widget_class_bind_template_child (widget_class, BsStateDetails, title);
  gtk_widget_class_bind_template_child (widget_class, BsStateDetails, legend);
  gtk_widget_class_bind_template_child (widget_class, BsStateDetails, visits);
  gtk_widget_class_bind_template_child (widget_class, BsStateDetails, decisions);
  gtk_widget_class_bind_template_child (widget_class, BsStateDetails, actions);
}

static void
bs_state_details_init (BsStateDetails *self)
{
  self->box = G_MAXUINT32;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
bs_state_details_set (BsStateDetails *self, BsPictures *pictures, guint32 state)
{
  g_autofree char *text = NULL;
  const char *legend;

  g_return_if_fail (BS_IS_STATE_DETAILS (self));

  if (pictures != self->pictures)
    {
      g_clear_pointer (&self->pictures, bs_pictures_unref);
      self->pictures = pictures != NULL ? bs_pictures_ref (pictures) : NULL;
    }
  self->box = pictures != NULL ? bs_fsm_machine_box (get_machine (self), state) : G_MAXUINT32;
  if (self->box == G_MAXUINT32)
    return;

  text = bs_fsm_model_state_text (get_machine (self)->model, self->box);
  gtk_label_set_text (self->title, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), text);
  legend = bs_trace_state_legend (pictures->trace);
  gtk_label_set_text (self->legend, legend != NULL ? legend : "");
  gtk_widget_set_visible (GTK_WIDGET (self->legend), legend != NULL);
  show_visits (self);
  show_actions (self);
}

void
bs_state_details_set_decision (BsStateDetails *self, guint32 decision)
{
  g_return_if_fail (BS_IS_STATE_DETAILS (self));

  self->decision = decision;
  if (self->box != G_MAXUINT32)
    show_visits (self);
}
