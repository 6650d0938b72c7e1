/* SPDX-License-Identifier: Apache-2.0 */
/* A list model of objects in an array. */
#include "config.h"

#include "app/window/model/item-list.h"

typedef struct
{
  GPtrArray *items;
} BsItemListPrivate;

static void model_init (GListModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (BsItemList, bs_item_list, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (BsItemList)
                                      G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

GPtrArray *
bs_item_list_get_items (BsItemList *self)
{
  g_return_val_if_fail (BS_IS_ITEM_LIST (self), NULL);

  return ((BsItemListPrivate *) bs_item_list_get_instance_private (self))->items;
}

static GType
get_item_type (GListModel *model)
{
  return BS_ITEM_LIST_GET_CLASS (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return bs_item_list_get_items (BS_ITEM_LIST (model))->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  const GPtrArray *items = bs_item_list_get_items (BS_ITEM_LIST (model));

  return position < items->len ? g_object_ref (items->pdata[position]) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
bs_item_list_finalize (GObject *object)
{
  g_ptr_array_unref (bs_item_list_get_items (BS_ITEM_LIST (object)));

  G_OBJECT_CLASS (bs_item_list_parent_class)->finalize (object);
}

static void
bs_item_list_class_init (BsItemListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_item_list_finalize;
  klass->item_type = G_TYPE_OBJECT;
}

static void
bs_item_list_init (BsItemList *self)
{
  BsItemListPrivate *priv = bs_item_list_get_instance_private (self);

  priv->items = g_ptr_array_new_with_free_func (g_object_unref);
}
