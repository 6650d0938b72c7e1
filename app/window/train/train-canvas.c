/* SPDX-License-Identifier: Apache-2.0 */
/* What the Train page draws. */
#include "config.h"

#include "app/window/train/train-canvas.h"

#include <glib/gi18n-lib.h>

#include "viz/training/learning-painter.h"
#include "viz/training/states-painter.h"

struct _BsTrainCanvas
{
  BsCanvas parent_instance;

  BsTrainKind kind;
  BsTrainModel *model; /* (nullable) */
  guint32 selected;
};

enum
{
  PROP_0,
  PROP_KIND
};

enum
{
  SELECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BsTrainCanvas, bs_train_canvas, BS_TYPE_CANVAS)

/* The picture of the runs on the same graphs as that in front; runs are freed by the caller. */
static void
make_picture (BsTrainCanvas *self, BsLearningPicture *picture)
{
  BsTrainRun *front = bs_train_model_get_front (self->model);
  BsTrainingMaterial *material = front != NULL ? bs_train_run_get_material (front)
                                               : bs_train_model_get_material (self->model);
  const BsTrainingYardstick *yardsticks = bs_train_model_get_yardsticks (self->model);
  GListModel *list = G_LIST_MODEL (self->model);
  guint n = g_list_model_get_n_items (list), n_runs = 0;
  BsLearningRun *runs = g_new0 (BsLearningRun, n + 1);

  *picture = (BsLearningPicture){ .runs = runs,
                                  .n_graphs = material != NULL ? material->n_training : 1,
                                  .in_time = bs_train_model_is_in_time (self->model),
                                  .selected = self->kind == BS_TRAIN_CURVE ? self->selected : 0 };
  if (material != NULL && yardsticks != NULL)
    bs_training_sum (material, yardsticks, &picture->lines);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BsTrainRun) run = g_list_model_get_item (list, i);

      if (run == front || !bs_train_run_get_shown (run)
          || bs_train_run_get_state (run) == BS_TRAIN_WAITING
          || bs_train_run_get_material (run) != material
          || bs_train_run_is_in_time (run) != picture->in_time
          || bs_train_run_learns_priorities (run) != bs_train_run_learns_priorities (front))
        continue;
      runs[n_runs++] = (BsLearningRun){ bs_train_run_get_name (run), bs_train_run_read (run),
                                        bs_train_run_get_look (run) };
    }
  if (front != NULL)
    {
      runs[n_runs++] = (BsLearningRun){ bs_train_run_get_name (front), bs_train_run_read (front),
                                        bs_train_run_get_look (front) };
      picture->priorities = bs_train_run_learns_priorities (front);
    }
  picture->n_runs = n_runs;
}

static BsTrainingField *
get_field (BsTrainCanvas *self)
{
  BsTrainRun *front = self->model != NULL ? bs_train_model_get_front (self->model) : NULL;

  return front != NULL ? bs_train_run_get_field (front) : NULL;
}

static void
bs_train_canvas_paint (BsCanvas *canvas, cairo_t *cr, const BsStyle *style, double width,
                       double height, const BsMoment *moment)
{
  BsTrainCanvas *self = BS_TRAIN_CANVAS (canvas);
  BsLearningPicture picture;

  if (self->model == NULL)
    return;
  if (self->kind == BS_TRAIN_STATES)
    {
      if (get_field (self) != NULL)
        bs_states_draw (get_field (self), self->selected, cr, style, width, height);
      return;
    }

  make_picture (self, &picture);
  if (self->kind == BS_TRAIN_CURVE)
    bs_learning_draw (&picture, cr, style, width, height);
  else
    bs_series_draw (&picture,
                    self->kind == BS_TRAIN_COVERAGE ? BS_SERIES_STATES : BS_SERIES_EPSILON, cr,
                    style, width, height);
  g_free ((gpointer) picture.runs);
}

static char *
bs_train_canvas_describe (BsCanvas *canvas, guint32 decision)
{
  BsTrainCanvas *self = BS_TRAIN_CANVAS (canvas);
  BsLearningPicture picture;
  char *text;

  if (self->model == NULL)
    return g_strdup (_ ("Nothing was learned yet."));
  if (self->kind == BS_TRAIN_STATES)
    return get_field (self) != NULL ? bs_states_describe (get_field (self), self->selected)
                                    : g_strdup (_ ("No states are known yet."));

  make_picture (self, &picture);
  if (self->kind == BS_TRAIN_CURVE)
    {
      g_autofree char *hint = bs_learning_hint (&picture, self->selected);
      g_autofree char *all = bs_learning_describe (&picture);

      text = hint != NULL ? g_strconcat (hint, ". ", all, NULL) : g_steal_pointer (&all);
    }
  else
    {
      text = bs_series_describe (&picture, self->kind == BS_TRAIN_COVERAGE ? BS_SERIES_STATES
                                                                           : BS_SERIES_EPSILON);
    }
  g_free ((gpointer) picture.runs);
  return text;
}

static guint32
pick_at (BsTrainCanvas *self, double x, double y)
{
  const BsStyle *style = bs_canvas_get_style (BS_CANVAS (self));
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  BsLearningPicture picture;
  guint32 picked;

  if (self->kind == BS_TRAIN_STATES)
    return get_field (self) != NULL ? bs_states_pick (get_field (self), style, width, height, x, y)
                                    : G_MAXUINT32;

  make_picture (self, &picture);
  picked = bs_learning_pick (&picture, style, width, height, x, y);
  g_free ((gpointer) picture.runs);
  return picked;
}

static void
bs_train_canvas_pick (BsCanvas *canvas, double x, double y)
{
  BsTrainCanvas *self = BS_TRAIN_CANVAS (canvas);

  if (self->model != NULL && (self->kind == BS_TRAIN_CURVE || self->kind == BS_TRAIN_STATES))
    bs_train_canvas_set_selected (self, pick_at (self, x, y));
}

static char *
bs_train_canvas_hint (BsCanvas *canvas, double x, double y)
{
  BsTrainCanvas *self = BS_TRAIN_CANVAS (canvas);
  BsLearningPicture picture;
  char *hint;

  if (self->model == NULL || (self->kind != BS_TRAIN_CURVE && self->kind != BS_TRAIN_STATES))
    return NULL;
  if (self->kind == BS_TRAIN_STATES)
    return get_field (self) != NULL ? bs_states_hint (get_field (self), pick_at (self, x, y))
                                    : NULL;

  make_picture (self, &picture);
  hint = bs_learning_hint (&picture, pick_at (self, x, y));
  g_free ((gpointer) picture.runs);
  return hint;
}

static void
move (BsTrainCanvas *self, int dx, int dy, int page)
{
  const BsStyle *style = bs_canvas_get_style (BS_CANVAS (self));
  BsTrainRun *front = bs_train_model_get_front (self->model);
  const BsTrainingStory *story;
  gint64 episode;

  if (self->kind == BS_TRAIN_STATES)
    {
      if (get_field (self) != NULL)
        bs_train_canvas_set_selected (
            self,
            bs_states_neighbour (get_field (self), style, gtk_widget_get_width (GTK_WIDGET (self)),
                                 gtk_widget_get_height (GTK_WIDGET (self)), self->selected, dx,
                                 dy + page * 10));
      return;
    }
  if (front == NULL)
    return;

  story = bs_train_run_read (front);
  episode = (gint64) (self->selected > 0 ? self->selected : story->episode) + dx + page * 50;
  if (story->episode > story->before)
    bs_train_canvas_set_selected (
        self, (guint32) CLAMP (episode, (gint64) story->before + 1, (gint64) story->episode));
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        BsTrainCanvas *self)
{
  int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  if (self->model == NULL || (self->kind != BS_TRAIN_CURVE && self->kind != BS_TRAIN_STATES)
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move (self, -forward, 0, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move (self, forward, 0, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      if (self->kind != BS_TRAIN_STATES)
        return GDK_EVENT_PROPAGATE;
      move (self, 0, -1, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      if (self->kind != BS_TRAIN_STATES)
        return GDK_EVENT_PROPAGATE;
      move (self, 0, 1, 0);
      return GDK_EVENT_STOP;

    case GDK_KEY_Page_Up:
      move (self, 0, 0, -1);
      return GDK_EVENT_STOP;

    case GDK_KEY_Page_Down:
      move (self, 0, 0, 1);
      return GDK_EVENT_STOP;

    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
bs_train_canvas_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BsTrainCanvas *self = BS_TRAIN_CANVAS (object);
  static const char *const labels[] = { N_ ("Learning curve"), N_ ("Exploration"),
                                        N_ ("States known"), N_ ("States of the table") };

  if (id != PROP_KIND)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }

  self->kind = g_value_get_uint (value);
  self->selected = self->kind == BS_TRAIN_STATES ? G_MAXUINT32 : 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (labels[self->kind]), -1);
}

static void
bs_train_canvas_dispose (GObject *object)
{
  g_clear_object (&BS_TRAIN_CANVAS (object)->model);

  G_OBJECT_CLASS (bs_train_canvas_parent_class)->dispose (object);
}

static void
bs_train_canvas_class_init (BsTrainCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BsCanvasClass *canvas_class = BS_CANVAS_CLASS (klass);

  object_class->set_property = bs_train_canvas_set_property;
  object_class->dispose = bs_train_canvas_dispose;
  canvas_class->paint = bs_train_canvas_paint;
  canvas_class->describe = bs_train_canvas_describe;
  canvas_class->pick = bs_train_canvas_pick;
  canvas_class->hint = bs_train_canvas_hint;
  canvas_class->alone = TRUE;
  g_object_class_install_property (
      object_class, PROP_KIND,
      g_param_spec_uint ("kind", NULL, NULL, 0, BS_TRAIN_STATES, 0,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS));
  signals[SELECTED] = g_signal_new ("selected", BS_TYPE_TRAIN_CANVAS, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 0);
}

static void
bs_train_canvas_init (BsTrainCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
changed_cb (BsTrainCanvas *self)
{
  guint32 none = self->kind == BS_TRAIN_STATES ? G_MAXUINT32 : 0;

  /* what is in front may have fewer of them */
  if (self->kind == BS_TRAIN_STATES && self->selected != none
      && (get_field (self) == NULL || self->selected >= get_field (self)->n_states))
    bs_train_canvas_set_selected (self, none);
  bs_canvas_say_changed (BS_CANVAS (self));
}

void
bs_train_canvas_set_model (BsTrainCanvas *self, BsTrainModel *model)
{
  static const char *const names[] = { "changed", "moved", "digested", "measured" };

  g_return_if_fail (BS_IS_TRAIN_CANVAS (self));

  g_set_object (&self->model, model);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_object (model, names[i], G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  bs_canvas_say_changed (BS_CANVAS (self));
}

guint32
bs_train_canvas_get_selected (BsTrainCanvas *self)
{
  return self->selected;
}

void
bs_train_canvas_set_selected (BsTrainCanvas *self, guint32 selected)
{
  g_return_if_fail (BS_IS_TRAIN_CANVAS (self));

  if (self->selected == selected)
    return;

  self->selected = selected;
  bs_canvas_say_changed (BS_CANVAS (self));
  g_signal_emit (self, signals[SELECTED], 0);
}
