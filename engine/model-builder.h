/* SPDX-License-Identifier: Apache-2.0 */
/* Puts models together, operation by operation. Private to the engine. */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

typedef struct _BsModelBuilder BsModelBuilder;

BsModelBuilder *bs_model_builder_new (const char *name, guint size);

/** bs_model_builder_finish: Returns: (transfer full): the model; frees the builder. */
BsModel *bs_model_builder_finish (BsModelBuilder *self);

/** bs_model_builder_parameter: Returns: the index of a new parameter. */
guint bs_model_builder_parameter (BsModelBuilder *self, const char *name, guint32 rows,
                                  guint32 columns);

/** bs_model_builder_cell: begins a cell; the operations that follow belong to it. */
void bs_model_builder_cell (BsModelBuilder *self, const char *name, const char *letter,
                            BsShape shape, guint n_inputs, gboolean variadic);

/* Each returns the index of the new operation in its cell. */
guint bs_model_builder_input (BsModelBuilder *self, guint operand, guint output, guint32 length);
guint bs_model_builder_lookup (BsModelBuilder *self, guint parameter);
guint bs_model_builder_product (BsModelBuilder *self, guint parameter, guint a);
guint bs_model_builder_bias (BsModelBuilder *self, guint parameter, guint a);
guint bs_model_builder_unary (BsModelBuilder *self, BsOpKind kind, guint a);
guint bs_model_builder_binary (BsModelBuilder *self, BsOpKind kind, guint a, guint b);
guint bs_model_builder_scale (BsModelBuilder *self, float factor, guint a);

/** bs_model_builder_output: the operation @a becomes the next output of the cell. */
void bs_model_builder_output (BsModelBuilder *self, guint a);

G_END_DECLS
