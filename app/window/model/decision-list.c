/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions of a trace as a list model, all of them or, at first, few. */
#include "config.h"

#include "app/window/model/decision-list.h"

/* A view makes the widgets of a row in half a millisecond, and has those of 200 at the same time: so many at
 * once, and how many are enough for all that a view makes. */
#define FIRST_ROWS 40
#define MORE_ROWS 8
#define ALL_ROWS 240

struct _BsDecisionItem
{
  GObject parent_instance;

  BsTrace *trace;
  guint32 decision;
};

G_DEFINE_FINAL_TYPE (BsDecisionItem, bs_decision_item, G_TYPE_OBJECT)

static void
bs_decision_item_finalize (GObject *object)
{
  g_clear_pointer (&BS_DECISION_ITEM (object)->trace, bs_trace_unref);

  G_OBJECT_CLASS (bs_decision_item_parent_class)->finalize (object);
}

static void
bs_decision_item_class_init (BsDecisionItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_decision_item_finalize;
}

static void
bs_decision_item_init (BsDecisionItem *self)
{
}

BsTrace *
bs_decision_item_get_trace (BsDecisionItem *self)
{
  g_return_val_if_fail (BS_IS_DECISION_ITEM (self), NULL);

  return self->trace;
}

guint32
bs_decision_item_get_decision (BsDecisionItem *self)
{
  g_return_val_if_fail (BS_IS_DECISION_ITEM (self), 0);

  return self->decision;
}

struct _BsDecisionList
{
  GObject parent_instance;

  BsTrace *trace;
  GArray *decisions; /* (nullable): only these */
  guint first, n;    /* shown */
  guint grow_source;
};

static guint
count_all (const BsDecisionList *self)
{
  return self->decisions != NULL ? self->decisions->len : self->trace->n_decisions;
}

static GType
get_item_type (GListModel *model)
{
  return BS_TYPE_DECISION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return BS_DECISION_LIST (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BsDecisionList *self = BS_DECISION_LIST (model);
  BsDecisionItem *item;

  if (position >= self->n)
    return NULL;

  position += self->first;

  item = g_object_new (BS_TYPE_DECISION_ITEM, NULL);
  item->trace = bs_trace_ref (self->trace);
  item->decision = self->decisions != NULL ? g_array_index (self->decisions, guint32, position)
                                           : position + 1;
  return item;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BsDecisionList, bs_decision_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

/* Shows @above rows before the first one, and @below behind the last. */
static void
grow (BsDecisionList *self, guint above, guint below)
{
  guint last = self->n;

  above = MIN (above, self->first);
  below = MIN (below, count_all (self) - self->first - self->n);
  self->n += below;
  if (below > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), last, 0, below);
  self->first -= above;
  self->n += above;
  if (above > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, above);
}

static gboolean
grow_cb (gpointer user_data)
{
  BsDecisionList *self = user_data;
  gboolean enough = self->n >= ALL_ROWS;

  grow (self, enough ? G_MAXUINT : MORE_ROWS / 2, enough ? G_MAXUINT : MORE_ROWS / 2);
  if (self->n < count_all (self))
    return G_SOURCE_CONTINUE;

  self->grow_source = 0;
  return G_SOURCE_REMOVE;
}

static void
bs_decision_list_dispose (GObject *object)
{
  g_clear_handle_id (&BS_DECISION_LIST (object)->grow_source, g_source_remove);

  G_OBJECT_CLASS (bs_decision_list_parent_class)->dispose (object);
}

static void
bs_decision_list_finalize (GObject *object)
{
  BsDecisionList *self = BS_DECISION_LIST (object);

  g_clear_pointer (&self->trace, bs_trace_unref);
  g_clear_pointer (&self->decisions, g_array_unref);

  G_OBJECT_CLASS (bs_decision_list_parent_class)->finalize (object);
}

static void
bs_decision_list_class_init (BsDecisionListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bs_decision_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = bs_decision_list_finalize;
}

static void
bs_decision_list_init (BsDecisionList *self)
{
}

BsDecisionList *
bs_decision_list_new (BsTrace *trace, GArray *decisions)
{
  BsDecisionList *self = g_object_new (BS_TYPE_DECISION_LIST, NULL);

  self->trace = bs_trace_ref (trace);
  self->decisions = decisions != NULL ? g_array_ref (decisions) : NULL;
  self->n = count_all (self);

  return self;
}

BsDecisionList *
bs_decision_list_new_around (BsTrace *trace, GArray *decisions, guint place)
{
  BsDecisionList *self = bs_decision_list_new (trace, decisions);
  guint n = count_all (self);

  if (n <= FIRST_ROWS)
    return self;

  self->n = FIRST_ROWS;
  self->first = MIN (place > FIRST_ROWS / 2 ? place - FIRST_ROWS / 2 : 0, n - FIRST_ROWS);
  self->grow_source = g_idle_add (grow_cb, self);

  return self;
}

guint
bs_decision_list_find (BsDecisionList *self, guint place)
{
  g_return_val_if_fail (BS_IS_DECISION_LIST (self), G_MAXUINT);

  if (place >= count_all (self))
    return G_MAXUINT;
  if (place < self->first || place >= self->first + self->n)
    {
      g_clear_handle_id (&self->grow_source, g_source_remove);
      grow (self, G_MAXUINT, G_MAXUINT);
    }

  return place - self->first;
}
