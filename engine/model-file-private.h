/* SPDX-License-Identifier: Apache-2.0 */
/* What the graph maker sees of a model file. Private to the engine. */
#pragma once

#include "engine/language/program.h"
#include "engine/model-file.h"

G_BEGIN_DECLS

const BsProgram *bs_model_file_get_program (BsModelFile *self);

G_END_DECLS
