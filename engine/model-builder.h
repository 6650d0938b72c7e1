/* SPDX-License-Identifier: Apache-2.0 */
/* Puts models together, operation by operation. Private to the engine. Shapes must fit: who builds
 * from a file checks first. */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

typedef struct _BsModelBuilder BsModelBuilder;

BsModelBuilder *bs_model_builder_new (const char *name, guint size);
void bs_model_builder_free (BsModelBuilder *self);

/** bs_model_builder_finish: Returns: (transfer full) (nullable): the model, %NULL where there is
 * not enough memory for its values; frees the builder. */
BsModel *bs_model_builder_finish (BsModelBuilder *self);

/** bs_model_builder_parameter: @dims: (array length=n_dims): 1 to 3. Returns: its index. */
guint bs_model_builder_parameter (BsModelBuilder *self, const char *name, const guint32 *dims,
                                  guint n_dims);

/** bs_model_builder_cell: begins a cell; the operations that follow belong to it. */
BsCell *bs_model_builder_cell (BsModelBuilder *self, const char *name, const char *letter,
                               BsShape shape);

/* Each returns the index of the new operation in its cell. */
guint bs_model_builder_input (BsModelBuilder *self, guint operand, guint32 rows, guint32 columns,
                              guint16 parameter);
guint bs_model_builder_lookup (BsModelBuilder *self, guint parameter);
guint bs_model_builder_product (BsModelBuilder *self, guint parameter, guint a);
guint bs_model_builder_bias (BsModelBuilder *self, guint parameter, guint a);
guint bs_model_builder_unary (BsModelBuilder *self, BsOpKind kind, guint a);
guint bs_model_builder_binary (BsModelBuilder *self, BsOpKind kind, guint a, guint b);
guint bs_model_builder_scale (BsModelBuilder *self, float factor, guint a);

/** bs_model_builder_reduce: @kind: BS_OP_SUM or BS_OP_MEAN, over operands of this shape. */
guint bs_model_builder_reduce (BsModelBuilder *self, BsOpKind kind, guint32 rows, guint32 columns);

/** bs_model_builder_name: @name: (nullable): what people call the result of operation @a. */
void bs_model_builder_name (BsModelBuilder *self, guint a, const char *name);

/** bs_model_builder_output: the operation @a becomes the next output of the cell. */
void bs_model_builder_output (BsModelBuilder *self, guint a);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BsModelBuilder, bs_model_builder_free)

G_END_DECLS
