/* SPDX-License-Identifier: Apache-2.0 */
/* How the best table does on each graph. */
#include "config.h"

#include "app/window/train/train-checks.h"

#include <glib/gi18n-lib.h>

#include "app/window/parts/column-view.h"
#include "app/window/parts/cut-label.h"
#include "app/window/parts/format.h"
#include "viz/training/cost-text.h"

/* More are in the table twin. */
#define MAX_ROWS 32
#define N_COLUMNS 7

struct _BsTrainChecks
{
  GtkWidget parent_instance;

  GtkWidget *grid, *more;
  GtkWidget *cells[MAX_ROWS][N_COLUMNS]; /* (nullable) made when they are needed */
  guint n_rows;
};

G_DEFINE_FINAL_TYPE (BsTrainChecks, bs_train_checks, GTK_TYPE_WIDGET)

static GtkWidget *
add_label (BsTrainChecks *self, const char *text, guint column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0.0F : 1.0F);
  bs_cut_label_watch (GTK_LABEL (label));
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           column == 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  if (column == 0)
    gtk_label_set_width_chars (GTK_LABEL (label), 11);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_halign (label,
                         column + 1 == N_COLUMNS && row > 0 ? GTK_ALIGN_END : GTK_ALIGN_FILL);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  if (column > 0)
    gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (GTK_GRID (self->grid), label, (int) column, row, 1, 1);
  return label;
}

static void
make_row (BsTrainChecks *self, guint row)
{
  for (guint column = 0; column < N_COLUMNS; column++)
    if (self->cells[row][column] == NULL)
      self->cells[row][column] = add_label (self, "", column, (int) row + 1);
}

static void
set_cell (BsTrainChecks *self, guint row, guint column, char *text)
{
  gtk_label_set_label (GTK_LABEL (self->cells[row][column]), text);
  g_free (text);
}

static char *
name_text (const BsTrainingMaterial *material, guint i)
{
  /* Translators: a mini-batch by its number */
  return i < material->n_training ? g_strdup_printf (_ ("%u, learned on"), material->numbers[i])
                                  : g_strdup_printf (_ ("%u, unseen"), material->numbers[i]);
}

/* Returns: (transfer full): how far it is from the other; of times shares, which are short. */
static char *
difference_text (gboolean in_time, guint64 cost, guint64 other)
{
  guint64 far = cost < other ? other - cost : cost - other;
  g_autofree char *count = bs_format_count (far);
  double percent = 100.0 * (double) far / (double) MAX (other, 1);

  if (cost == other)
    return g_strdup (in_time ? _ ("as long") : _ ("as many"));
  if (!in_time)
    return g_strdup_printf (cost < other ? _ ("better by %s") : _ ("worse by %s"), count);

  return g_strdup_printf (cost < other ? _ ("%.1f %% faster") : _ ("%.1f %% slower"), percent);
}

static void
show_difference (GtkWidget *label, gboolean in_time, guint64 cost, guint64 other)
{
  g_autofree char *text = difference_text (in_time, cost, other);
  const char *classes[] = { "numeric", "pill-label",
                            cost < other   ? "success"
                            : cost > other ? "error"
                                           : NULL,
                            NULL };

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_css_classes (label, classes);
}

static void
show_row (BsTrainChecks *self, guint row, const BsTrainingMaterial *material, gboolean in_time,
          const BsTrainingYardstick *yardsticks, const BsEvaluation *evaluations)
{
  const BsEvaluation *evaluation = evaluations != NULL ? &evaluations[row] : NULL;
  const BsTrainingYardstick *yardstick = yardsticks != NULL ? &yardsticks[row] : NULL;
  const char *plain[] = { "numeric", NULL };

  make_row (self, row);
  set_cell (self, row, 0, name_text (material, row));
  set_cell (self, row, 1,
            yardstick != NULL ? bs_cost_text (yardstick->lower_bound, in_time) : g_strdup ("…"));
  set_cell (self, row, 2,
            yardstick != NULL ? bs_cost_text (yardstick->sufficient, in_time) : g_strdup ("…"));
  set_cell (self, row, 3,
            evaluation != NULL ? bs_cost_text (evaluation->cost, in_time) : g_strdup ("–"));
  set_cell (self, row, 4,
            evaluation != NULL && evaluation->n_decisions > 0 ? g_strdup_printf (
                _ ("%.1f %%"), 100.0 * evaluation->n_known / evaluation->n_decisions)
                                                              : g_strdup ("–"));
  set_cell (self, row, 5,
            evaluation != NULL && yardstick != NULL ? bs_format_real (
                (double) evaluation->cost / (double) MAX (yardstick->lower_bound, 1), 2)
                                                    : g_strdup ("–"));
  if (evaluation != NULL && yardstick != NULL)
    show_difference (self->cells[row][6], in_time, evaluation->cost, yardstick->sufficient);
  else
    {
      gtk_label_set_label (GTK_LABEL (self->cells[row][6]), "");
      gtk_widget_set_css_classes (self->cells[row][6], plain);
    }
}

void
bs_train_checks_set (BsTrainChecks *self, const BsTrainingMaterial *material, gboolean in_time,
                     const BsTrainingYardstick *yardsticks, const BsEvaluation *evaluations)
{
  guint n_all = material != NULL ? material->graphs->len : 0;
  g_autofree char *more = NULL;

  g_return_if_fail (BS_IS_TRAIN_CHECKS (self));

  self->n_rows = MIN (n_all, MAX_ROWS);
  for (guint row = 0; row < self->n_rows; row++)
    show_row (self, row, material, in_time, yardsticks, evaluations);
  for (guint row = 0; row < MAX_ROWS && self->cells[row][0] != NULL; row++)
    for (guint column = 0; column < N_COLUMNS; column++)
      gtk_widget_set_visible (self->cells[row][column], row < self->n_rows);
  more = g_strdup_printf (ngettext ("And %u graph more: see the table.",
                                    "And %u graphs more: see the table.", n_all - self->n_rows),
                          n_all - self->n_rows);
  gtk_label_set_label (GTK_LABEL (self->more), more);
  gtk_widget_set_visible (self->more, n_all > self->n_rows);
}

static void
bs_train_checks_dispose (GObject *object)
{
  BsTrainChecks *self = BS_TRAIN_CHECKS (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->more, gtk_widget_unparent);

  G_OBJECT_CLASS (bs_train_checks_parent_class)->dispose (object);
}

static void
bs_train_checks_class_init (BsTrainChecksClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bs_train_checks_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "trainchecks");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bs_train_checks_init (BsTrainChecks *self)
{
  const char *const heads[N_COLUMNS] = { _ ("Mini-batch"),
                                         _ ("Lower bound"),
                                         _ ("Sufficient"),
                                         _ ("This policy"),
                                         _ ("States known"),
                                         _ ("× bound"),
                                         "" };

  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Checks"), -1);
  self->grid = gtk_grid_new ();
  gtk_widget_set_valign (self->grid, GTK_ALIGN_START);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  for (guint column = 0; column < N_COLUMNS; column++)
    gtk_widget_add_css_class (add_label (self, heads[column], column, 0), "caption-heading");
  self->more = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->more), 0.0F);
  gtk_widget_add_css_class (self->more, "caption");
  gtk_widget_set_parent (self->more, GTK_WIDGET (self));
  bs_train_checks_set (self, NULL, FALSE, NULL, NULL);
}
