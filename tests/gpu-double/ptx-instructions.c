/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the instructions of PTX. */
#include "config.h"

#include "tests/gpu-double/ptx-parser.h"

#include <string.h>

static const char *const type_names[PTX_N_TYPES] = {
  "",    "pred", "b8", "b16", "b32", "b64", "u8",  "u16",
  "u32", "u64",  "s8", "s16", "s32", "s64", "f32", "f64",
};

static const guint8 type_sizes[PTX_N_TYPES] = { 0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8 };

static const char *const op_names[PTX_N_OPS] = {
  [PTX_ABS] = "abs",
  [PTX_ACTIVEMASK] = "activemask",
  [PTX_ADD] = "add",
  [PTX_AND] = "and",
  [PTX_ATOM] = "atom",
  [PTX_BAR] = "bar",
  [PTX_BAR_WARP] = "bar.warp",
  [PTX_BFE] = "bfe",
  [PTX_BFI] = "bfi",
  [PTX_BRA] = "bra",
  [PTX_BREV] = "brev",
  [PTX_CLZ] = "clz",
  [PTX_COPYSIGN] = "copysign",
  [PTX_COS] = "cos",
  [PTX_CVT] = "cvt",
  [PTX_CVTA] = "cvta",
  [PTX_DIV] = "div",
  [PTX_EX2] = "ex2",
  [PTX_FENCE] = "membar",
  [PTX_FMA] = "fma",
  [PTX_LD] = "ld",
  [PTX_LG2] = "lg2",
  [PTX_MAD] = "mad",
  [PTX_MAX] = "max",
  [PTX_MIN] = "min",
  [PTX_MOV] = "mov",
  [PTX_MUL] = "mul",
  [PTX_NEG] = "neg",
  [PTX_NOT] = "not",
  [PTX_OR] = "or",
  [PTX_POPC] = "popc",
  [PTX_PRMT] = "prmt",
  [PTX_RCP] = "rcp",
  [PTX_RED] = "red",
  [PTX_REM] = "rem",
  [PTX_RET] = "ret",
  [PTX_RSQRT] = "rsqrt",
  [PTX_SELP] = "selp",
  [PTX_SETP] = "setp",
  [PTX_SHF] = "shf",
  [PTX_SHFL] = "shfl",
  [PTX_SHL] = "shl",
  [PTX_SHR] = "shr",
  [PTX_SIN] = "sin",
  [PTX_SQRT] = "sqrt",
  [PTX_ST] = "st",
  [PTX_SUB] = "sub",
  [PTX_TANH] = "tanh",
  [PTX_TRAP] = "trap",
  [PTX_VOTE] = "vote",
  [PTX_XOR] = "xor",
};

static const char *const special_names[PTX_N_SPECIALS] = {
  "%tid.x",   "%tid.y",    "%tid.z",    "%ntid.x",   "%ntid.y", "%ntid.z", "%ctaid.x", "%ctaid.y",
  "%ctaid.z", "%nctaid.x", "%nctaid.y", "%nctaid.z", "%laneid", "%warpid", "%clock",   "",
};

guint
ptx_type_size (PtxType type)
{
  return type_sizes[type];
}

const char *
ptx_op_name (PtxOp op)
{
  return op_names[op];
}

gboolean
ptx_parser_refuse (PtxParser *self, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (self->error != NULL && *self->error == NULL)
    g_set_error (self->error, PTX_ERROR, 0, "PTX line %u: %s", self->text_line, message);

  return FALSE;
}

PtxType
ptx_find_type (const char *name)
{
  for (guint type = 1; type < PTX_N_TYPES; type++)
    if (g_str_equal (type_names[type], name))
      return type;

  return PTX_NO_TYPE;
}

PtxSymbol *
ptx_parser_find_symbol (PtxParser *self, const char *name)
{
  PtxSymbol *found = self->symbols != NULL ? g_hash_table_lookup (self->symbols, name) : NULL;

  return found != NULL ? found : g_hash_table_lookup (self->globals, name);
}

gint64
ptx_parse_integer (const char *text)
{
  return text[0] == '-' ? (gint64) g_ascii_strtoll (text, NULL, 0)
                        : (gint64) g_ascii_strtoull (text, NULL, 0);
}

static gboolean
parse_operand (PtxParser *self, const char *text, PtxOperand *operand)
{
  const PtxSymbol *symbol;
  guint number;

  *operand = (PtxOperand){ PTX_IMMEDIATE };
  if (g_str_equal (text, "_"))
    {
      *operand = (PtxOperand){ PTX_REGISTER, .number = PTX_NOWHERE };
      return TRUE;
    }
  if ((number = GPOINTER_TO_UINT (g_hash_table_lookup (self->registers, text))) > 0)
    {
      *operand = (PtxOperand){ PTX_REGISTER, .number = number - 1 };
      return TRUE;
    }
  for (guint i = 0; text[0] == '%' && i < PTX_N_SPECIALS; i++)
    if (g_str_equal (text, special_names[i]))
      {
        *operand = (PtxOperand){ PTX_SPECIAL, .number = i };
        return TRUE;
      }
  if (text[0] == '0' && strchr ("fFdD", text[1]) != NULL && text[1] != '\0')
    {
      operand->value = g_ascii_strtoull (text + 2, NULL, 16);
      return TRUE;
    }
  if (g_ascii_isdigit (text[0]) || text[0] == '-')
    {
      operand->value = (guint64) ptx_parse_integer (text);
      return TRUE;
    }
  symbol = ptx_parser_find_symbol (self, text);
  if (symbol == NULL)
    return ptx_parser_refuse (self, "“%s” is not known", text);
  if (symbol->space == PTX_SHARED && symbol->address == PTX_DYNAMIC)
    *operand = (PtxOperand){ PTX_SPECIAL, .number = PTX_DYNAMIC_SHARED };
  else
    operand->value = symbol->address;

  return TRUE;
}

/* Splits at commas and bars outside of brackets and braces. */
GPtrArray *
ptx_split (const char *text)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func (g_free);
  guint depth = 0;
  const char *begin = text;

  for (const char *p = text;; p++)
    {
      if (*p == '{' || *p == '[')
        depth++;
      else if (*p == '}' || *p == ']')
        depth--;
      if (*p == '\0' || ((*p == ',' || *p == '|') && depth == 0))
        {
          char *part = g_strstrip (g_strndup (begin, p - begin));

          if (part[0] != '\0')
            g_ptr_array_add (parts, part);
          else
            g_free (part);
          begin = p + 1;
        }
      if (*p == '\0')
        break;
    }

  return parts;
}

/* Adds an operand, or all of a vector. */
static gboolean
add_operands (PtxParser *self, const char *text, PtxOperand *operands, guint8 *n, guint most)
{
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *inner = NULL;

  if (text[0] == '{')
    inner = g_strndup (text + 1, strlen (text) - 2);
  parts = ptx_split (inner != NULL ? inner : text);
  for (guint i = 0; i < parts->len; i++)
    {
      if (*n == most)
        return ptx_parser_refuse (self, "there are too many operands");
      if (!parse_operand (self, parts->pdata[i], &operands[(*n)++]))
        return FALSE;
    }

  return TRUE;
}

/* `[%rd1+8]`, `[name]` */
static gboolean
parse_address (PtxParser *self, const char *text, PtxInstruction *instruction)
{
  g_autofree char *inner = NULL;
  char *plus;

  if (text[0] != '[')
    return ptx_parser_refuse (self, "“%s” is no address", text);
  inner = g_strndup (text + 1, strlen (text) - 2);
  plus = strpbrk (inner + 1, "+-");
  if (plus != NULL)
    {
      instruction->offset = ptx_parse_integer (*plus == '+' ? plus + 1 : plus);
      *plus = '\0';
    }
  g_strstrip (inner);
  instruction->n_operands = 1;

  return parse_operand (self, inner, &instruction->operands[0]);
}

typedef struct
{
  const char *name;
  int value;
} Word;

static int
find_word (const Word *words, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (words[i].name, name))
      return words[i].value;

  return -1;
}

static const Word modes[] = {
  { "eq", PTX_EQ },        { "ne", PTX_NE },         { "lt", PTX_LT },
  { "le", PTX_LE },        { "gt", PTX_GT },         { "ge", PTX_GE },
  { "num", PTX_NUM },      { "nan", PTX_NAN },       { "lo", PTX_LT },
  { "ls", PTX_LE },        { "hs", PTX_GE },         { "and", PTX_MODE_AND },
  { "or", PTX_MODE_OR },   { "xor", PTX_MODE_XOR },  { "add", PTX_MODE_ADD },
  { "min", PTX_MODE_MIN }, { "max", PTX_MODE_MAX },  { "exch", PTX_EXCH },
  { "cas", PTX_CAS },      { "idx", PTX_IDX },       { "bfly", PTX_BFLY },
  { "up", PTX_UP_BY },     { "down", PTX_DOWN_BY },  { "all", PTX_ALL },
  { "any", PTX_ANY },      { "ballot", PTX_BALLOT },
};

static const Word unordered[] = {
  { "equ", PTX_EQ }, { "neu", PTX_NE }, { "ltu", PTX_LT },
  { "leu", PTX_LE }, { "gtu", PTX_GT }, { "geu", PTX_GE },
};

static const Word spaces[] = {
  { "global", PTX_GLOBAL }, { "shared", PTX_SHARED }, { "param", PTX_PARAM },
  { "local", PTX_LOCAL },   { "const", PTX_CONST },
};

static const Word flags[] = {
  { "wide", PTX_WIDE }, { "hi", PTX_HI },       { "sat", PTX_SAT }, { "ftz", PTX_FTZ },
  { "l", PTX_LEFT },    { "clamp", PTX_CLAMP }, { "to", PTX_TO },
};

static const Word roundings[] = {
  { "rn", PTX_TO_NEAREST },
  { "rz", PTX_TO_ZERO },
  { "rm", PTX_DOWN },
  { "rp", PTX_UP },
};

static const Word integer_roundings[] = {
  { "rni", PTX_TO_NEAREST },
  { "rzi", PTX_TO_ZERO },
  { "rmi", PTX_DOWN },
  { "rpi", PTX_UP },
};

/* What changes nothing here: how memory is cached and ordered, and how exact a result has to be. */
static const char *const ignored[] = {
  "sync",    "aligned", "uni", "approx", "full", "r",     "wrap",    "lo",   "nc",       "relaxed",
  "acquire", "release", "gpu", "cta",    "sys",  "v2",    "v4",      "ca",   "cg",       "cs",
  "lu",      "cv",      "wb",  "wt",     "gl",   "sc",    "acq_rel", "weak", "volatile", "b",
  "L2",      "128B",    "64B", "256B",   "warp", "cta::", "s",
};

#define FIND(words, name) find_word (words, G_N_ELEMENTS (words), name)

/* The words of an instruction's name, but the first. */
static gboolean
read_modifier (PtxParser *self, PtxInstruction *instruction, const char *word)
{
  PtxType type = ptx_find_type (word);
  int value;

  if (type != PTX_NO_TYPE)
    {
      if (instruction->type == PTX_NO_TYPE)
        instruction->type = type;
      else
        instruction->from = type;
      return TRUE;
    }
  /* of products it is the lower half, of comparisons of unsigned numbers: less */
  if (g_str_equal (word, "lo") && instruction->op != PTX_SETP)
    return TRUE;
  if ((value = FIND (modes, word)) >= 0)
    {
      if (instruction->mode == PTX_NONE)
        instruction->mode = value;
      else
        instruction->combine = value;
      return TRUE;
    }
  if ((value = FIND (unordered, word)) >= 0)
    {
      instruction->mode = value;
      instruction->flags |= PTX_UNORDERED;
      return TRUE;
    }
  if ((value = FIND (spaces, word)) >= 0)
    {
      instruction->space = value;
      return TRUE;
    }
  if ((value = FIND (flags, word)) >= 0)
    {
      instruction->flags |= value;
      return TRUE;
    }
  if ((value = FIND (roundings, word)) >= 0)
    {
      instruction->rounding = value;
      return TRUE;
    }
  if ((value = FIND (integer_roundings, word)) >= 0)
    {
      instruction->rounding = value;
      instruction->flags |= PTX_INTEGER;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (ignored); i++)
    if (g_str_equal (ignored[i], word))
      return TRUE;

  return ptx_parser_refuse (self, "“.%s” of %s is not known", word, op_names[instruction->op]);
}

static gboolean
read_name (PtxParser *self, PtxInstruction *instruction, const char *name)
{
  g_auto (GStrv) words = g_strsplit (name, ".", -1);
  guint op;

  if (g_str_equal (words[0], "barrier"))
    op = PTX_BAR;
  else if (g_str_equal (words[0], "bar") && g_strcmp0 (words[1], "warp") == 0)
    op = PTX_BAR_WARP;
  else if (g_str_equal (words[0], "fence"))
    op = PTX_FENCE;
  else if (g_str_equal (words[0], "exit"))
    op = PTX_RET;
  else
    for (op = 0; op < PTX_N_OPS; op++)
      if (g_str_equal (op_names[op], words[0]))
        break;
  if (op == PTX_N_OPS)
    return ptx_parser_refuse (self, "the instruction “%s” is not known", name);

  instruction->op = op;
  for (guint i = 1; words[i] != NULL; i++)
    if (!read_modifier (self, instruction, words[i]))
      return FALSE;

  return TRUE;
}

static gboolean
has_result (PtxOp op)
{
  return op != PTX_ST && op != PTX_RED && op != PTX_BAR && op != PTX_BAR_WARP && op != PTX_BRA
         && op != PTX_RET && op != PTX_FENCE && op != PTX_TRAP;
}

static gboolean
read_operands (PtxParser *self, PtxInstruction *instruction, const char *text)
{
  g_autoptr (GPtrArray) parts = ptx_split (text);
  PtxOp op = instruction->op;
  guint i = 0;

  if (op == PTX_BRA)
    {
      guint32 at = self->kernel->code->len;

      if (parts->len != 1)
        return ptx_parser_refuse (self, "bra has one target");
      g_ptr_array_add (self->jumps, g_strdup (parts->pdata[0]));
      g_array_append_val (self->jumps_at, at);
      return TRUE;
    }
  if (has_result (op))
    {
      gboolean two = (op == PTX_SHFL || op == PTX_SETP) && strchr (text, '|') != NULL;

      for (guint k = 0; k < (two ? 2 : 1); k++, i++)
        if (i >= parts->len)
          return ptx_parser_refuse (self, "%s has no result", op_names[op]);
        else if (!add_operands (self, parts->pdata[i], instruction->results,
                                &instruction->n_results, PTX_MOST_RESULTS))
          return FALSE;
      for (guint k = 0; k < instruction->n_results; k++)
        if (instruction->results[k].kind != PTX_REGISTER)
          return ptx_parser_refuse (self, "a result is no register");
    }
  if (op == PTX_LD || op == PTX_ST || op == PTX_ATOM || op == PTX_RED)
    {
      if (i >= parts->len)
        return ptx_parser_refuse (self, "%s has no address", op_names[op]);
      if (!parse_address (self, parts->pdata[i++], instruction))
        return FALSE;
    }
  for (; i < parts->len; i++)
    if (!add_operands (self, parts->pdata[i], instruction->operands, &instruction->n_operands,
                       PTX_MOST_OPERANDS))
      return FALSE;

  return TRUE;
}

gboolean
ptx_parser_read_instruction (PtxParser *self, char *text)
{
  PtxInstruction instruction = { .guard = -1, .line = self->source_line, .text = self->text_line };
  char *space;

  if (text[0] == '@')
    {
      guint number;

      instruction.unless = text[1] == '!';
      space = strchr (text, ' ');
      if (space == NULL)
        return ptx_parser_refuse (self, "“%s” guards nothing", text);
      *space = '\0';
      number = GPOINTER_TO_UINT (
          g_hash_table_lookup (self->registers, text + 1 + instruction.unless));
      if (number == 0)
        return ptx_parser_refuse (self, "“%s” is not known", text);
      instruction.guard = number - 1;
      text = space + 1;
    }
  space = strchr (text, ' ');
  if (space != NULL)
    *space = '\0';
  if (!read_name (self, &instruction, text)
      || !read_operands (self, &instruction, space != NULL ? space + 1 : ""))
    return FALSE;
  g_array_append_val (self->kernel->code, instruction);

  return TRUE;
}

/* What a declaration of a variable says: `.shared .align 4 .b8 name[128]`. */
