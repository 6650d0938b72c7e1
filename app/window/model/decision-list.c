/* SPDX-License-Identifier: Apache-2.0 */
/* The decisions of a trace as a list model. */
#include "config.h"

#include "app/window/model/decision-list.h"

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
};

static GType
get_item_type (GListModel *model)
{
  return BS_TYPE_DECISION_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  const BsDecisionList *self = BS_DECISION_LIST (model);

  return self->decisions != NULL ? self->decisions->len : self->trace->n_decisions;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BsDecisionList *self = BS_DECISION_LIST (model);
  BsDecisionItem *item;

  if (position >= get_n_items (model))
    return NULL;

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
  G_OBJECT_CLASS (klass)->finalize = bs_decision_list_finalize;
}

static void
bs_decision_list_init (BsDecisionList *self)
{
}

BsDecisionList *
bs_decision_list_new (BsTrace *trace)
{
  BsDecisionList *self = g_object_new (BS_TYPE_DECISION_LIST, NULL);

  self->trace = bs_trace_ref (trace);
  return self;
}

BsDecisionList *
bs_decision_list_new_for (BsTrace *trace, GArray *decisions)
{
  BsDecisionList *self = bs_decision_list_new (trace);

  self->decisions = decisions != NULL ? g_array_ref (decisions) : NULL;
  return self;
}
