/* SPDX-License-Identifier: Apache-2.0 */
/* What instructions compute. */
#include "config.h"

#include "tests/gpu-double/ptx-machine-private.h"

#include <fenv.h>

static void
set_rounding (guint rounding)
{
  static const int modes[] = { FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD };

  fesetround (modes[rounding]);
}

static float
compute_float (const PtxInstruction *instruction, float a, float b, float c)
{
  volatile float x = a, y = b, z = c, result;

  switch (instruction->op)
    {
    case PTX_ADD:
      result = x + y;
      break;
    case PTX_SUB:
      result = x - y;
      break;
    case PTX_MUL:
      result = x * y;
      break;
    case PTX_DIV:
      result = x / y;
      break;
    case PTX_FMA:
    case PTX_MAD:
      result = fmaf (x, y, z);
      break;
    case PTX_MIN:
      return fminf (a, b);
    case PTX_MAX:
      return fmaxf (a, b);
    case PTX_ABS:
      return fabsf (a);
    case PTX_NEG:
      return -a;
    case PTX_RCP:
      result = 1.0f / x;
      break;
    case PTX_SQRT:
      result = sqrtf (x);
      break;
    case PTX_RSQRT:
      return (float) (1.0 / sqrt (a));
    case PTX_EX2:
      return exp2f (a);
    case PTX_LG2:
      return log2f (a);
    case PTX_SIN:
      return sinf (a);
    case PTX_COS:
      return cosf (a);
    case PTX_TANH:
      return tanhf (a);
    default: /* copysign: the sign of a */
      return copysignf (b, a);
    }

  return result;
}

static guint64
run_float (PtxMachine *self, const PtxInstruction *instruction, float a, float b, float c)
{
  gboolean flushes = (instruction->flags & PTX_FTZ) != 0;
  float result;

  if (flushes)
    {
      a = ptx_flush (a);
      b = ptx_flush (b);
      c = ptx_flush (c);
    }
  if (instruction->rounding != PTX_TO_NEAREST)
    set_rounding (instruction->rounding);
  result = compute_float (instruction, a, b, c);
  if (instruction->rounding != PTX_TO_NEAREST)
    set_rounding (PTX_TO_NEAREST);
  if (flushes)
    result = ptx_flush (result);
  if ((instruction->flags & PTX_SAT) != 0)
    result = isnan (result) ? 0.0f : fminf (fmaxf (result, 0.0f), 1.0f);
  self->work->flops += instruction->op == PTX_FMA ? 2 : 1;

  return ptx_of_float (result);
}

static guint64
run_double (PtxMachine *self, const PtxInstruction *instruction, double a, double b, double c)
{
  self->work->flops += instruction->op == PTX_FMA ? 2 : 1;
  switch (instruction->op)
    {
    case PTX_ADD:
      return ptx_of_double (a + b);
    case PTX_SUB:
      return ptx_of_double (a - b);
    case PTX_MUL:
      return ptx_of_double (a * b);
    case PTX_DIV:
      return ptx_of_double (a / b);
    case PTX_FMA:
    case PTX_MAD:
      return ptx_of_double (fma (a, b, c));
    case PTX_MIN:
      return ptx_of_double (fmin (a, b));
    case PTX_MAX:
      return ptx_of_double (fmax (a, b));
    case PTX_ABS:
      return ptx_of_double (fabs (a));
    case PTX_NEG:
      return ptx_of_double (-a);
    case PTX_RCP:
      return ptx_of_double (1.0 / a);
    case PTX_SQRT:
      return ptx_of_double (sqrt (a));
    case PTX_RSQRT:
      return ptx_of_double (1.0 / sqrt (a));
    default:
      return ptx_of_double (copysign (b, a));
    }
}

/* The upper half of the product of two numbers of @type. */
static guint64
multiply_high (guint type, guint64 a, guint64 b)
{
  guint bits = ptx_type_size (type) * 8;

  if (ptx_is_signed (type))
    return (guint64) (((__int128) ptx_extend (type, a) * ptx_extend (type, b)) >> bits);

  return (guint64) (((unsigned __int128) ptx_narrow (type, a) * ptx_narrow (type, b)) >> bits);
}

static guint64
run_integer (const PtxInstruction *instruction, guint64 a, guint64 b, guint64 c)
{
  guint type = instruction->type;
  gboolean has_sign = ptx_is_signed (type), wide = (instruction->flags & PTX_WIDE) != 0;
  gint64 x = ptx_extend (type, a), y = ptx_extend (type, b);
  guint64 result;

  switch (instruction->op)
    {
    case PTX_ADD:
      result = a + b;
      break;
    case PTX_SUB:
      result = a - b;
      break;
    case PTX_MUL:
    case PTX_MAD:
      result = (instruction->flags & PTX_HI) != 0 ? multiply_high (type, a, b)
                                                  : (guint64) x * (guint64) y;
      if (instruction->op == PTX_MAD)
        result += c;
      break;
    case PTX_DIV:
      /* what a GPU says of these is not defined */
      if (y == 0)
        result = G_MAXUINT64;
      else if (has_sign)
        result = x == G_MININT64 && y == -1 ? (guint64) x : (guint64) (x / y);
      else
        result = (guint64) x / (guint64) y;
      break;
    case PTX_REM:
      if (y == 0)
        result = a;
      else if (has_sign)
        result = y == -1 ? 0 : (guint64) (x % y);
      else
        result = (guint64) x % (guint64) y;
      break;
    case PTX_MIN:
      result = (has_sign ? x < y : (guint64) x < (guint64) y) ? a : b;
      break;
    case PTX_MAX:
      result = (has_sign ? x > y : (guint64) x > (guint64) y) ? a : b;
      break;
    case PTX_ABS:
      result = x < 0 ? 0 - (guint64) x : (guint64) x;
      break;
    default: /* neg */
      result = 0 - a;
      break;
    }

  return wide ? result : ptx_narrow (type, result);
}

static gboolean
compares (guint mode, gboolean less, gboolean equal)
{
  switch (mode)
    {
    case PTX_EQ:
      return equal;
    case PTX_NE:
      return !equal;
    case PTX_LT:
      return less;
    case PTX_LE:
      return less || equal;
    case PTX_GT:
      return !less && !equal;
    default:
      return !less;
    }
}

static gboolean
compare (const PtxInstruction *instruction, guint64 a, guint64 b)
{
  guint type = instruction->type;

  if (type == PTX_F32 || type == PTX_F64)
    {
      double x = type == PTX_F32 ? ptx_as_float (a) : ptx_as_double (a);
      double y = type == PTX_F32 ? ptx_as_float (b) : ptx_as_double (b);
      gboolean nan = isnan (x) || isnan (y);

      if (instruction->mode == PTX_NUM || instruction->mode == PTX_NAN)
        return nan == (instruction->mode == PTX_NAN);
      if (nan)
        return (instruction->flags & PTX_UNORDERED) != 0;
      return compares (instruction->mode, x < y, x == y);
    }
  if (ptx_is_signed (type))
    return compares (instruction->mode, ptx_extend (type, a) < ptx_extend (type, b),
                     ptx_extend (type, a) == ptx_extend (type, b));

  return compares (instruction->mode, ptx_narrow (type, a) < ptx_narrow (type, b),
                   ptx_narrow (type, a) == ptx_narrow (type, b));
}

void
ptx_run_setp (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction, guint64 a,
              guint64 b)
{
  gboolean is = compare (instruction, a, b), no = !is;

  if (instruction->combine != PTX_NONE)
    {
      gboolean other = ptx_get (self, thread, &instruction->operands[2]) & 1;

      is = instruction->combine == PTX_MODE_AND  ? is && other
           : instruction->combine == PTX_MODE_OR ? is || other
                                                 : is != other;
      no = instruction->combine == PTX_MODE_AND  ? no && other
           : instruction->combine == PTX_MODE_OR ? no || other
                                                 : no != other;
    }
  ptx_put (thread, &instruction->results[0], (guint64) is);
  if (instruction->n_results > 1)
    ptx_put (thread, &instruction->results[1], (guint64) no);
}

static double
round_to_integer (guint rounding, double value)
{
  switch (rounding)
    {
    case PTX_TO_ZERO:
      return trunc (value);
    case PTX_DOWN:
      return floor (value);
    case PTX_UP:
      return ceil (value);
    default:
      return nearbyint (value);
    }
}

/* Numbers that are too large become the largest. */
static guint64
to_integer (guint type, double value)
{
  guint bits = ptx_type_size (type) * 8;

  if (isnan (value))
    return 0;
  if (ptx_is_signed (type))
    {
      double most = ldexp (1.0, (int) bits - 1);

      if (value >= most)
        return ptx_narrow (type, (G_GUINT64_CONSTANT (1) << (bits - 1)) - 1);
      return ptx_narrow (type, (guint64) (gint64) MAX (value, -most));
    }
  if (value >= ldexp (1.0, (int) bits))
    return ptx_narrow (type, G_MAXUINT64);

  return ptx_narrow (type, (guint64) MAX (value, 0.0));
}

static guint64
convert (const PtxInstruction *instruction, guint64 value)
{
  guint to = instruction->type, from = instruction->from;
  gboolean floating = from == PTX_F32 || from == PTX_F64;
  double number;
  float single;

  if (!floating && to != PTX_F32 && to != PTX_F64)
    return ptx_narrow (to, (guint64) ptx_extend (from, value));
  if (floating)
    {
      number = from == PTX_F32 ? ptx_as_float (value) : ptx_as_double (value);
      if ((instruction->flags & PTX_FTZ) != 0 && from == PTX_F32)
        number = ptx_flush ((float) number);
      if ((instruction->flags & PTX_INTEGER) != 0)
        number = round_to_integer (instruction->rounding, number);
      if (to != PTX_F32 && to != PTX_F64)
        return to_integer (to, number);
    }
  else
    {
      gint64 integer = ptx_extend (from, value);

      if (to == PTX_F32)
        {
          set_rounding (instruction->rounding);
          single = ptx_is_signed (from) ? (float) integer : (float) (guint64) integer;
          set_rounding (PTX_TO_NEAREST);
          return ptx_of_float (single);
        }
      number = ptx_is_signed (from) ? (double) integer : (double) (guint64) integer;
    }
  if (to == PTX_F64)
    return ptx_of_double (number);

  if ((instruction->flags & PTX_INTEGER) == 0)
    set_rounding (instruction->rounding);
  {
    volatile double wide = number;

    single = (float) wide;
  }
  set_rounding (PTX_TO_NEAREST);
  if ((instruction->flags & PTX_SAT) != 0)
    single = isnan (single) ? 0.0f : fminf (fmaxf (single, 0.0f), 1.0f);

  return ptx_of_float ((instruction->flags & PTX_FTZ) != 0 ? ptx_flush (single) : single);
}

static guint64
shift (const PtxInstruction *instruction, guint64 a, guint32 by)
{
  guint type = instruction->type, bits = ptx_type_size (type) * 8;

  if (instruction->op == PTX_SHL)
    return by >= bits ? 0 : ptx_narrow (type, a << by);
  if (ptx_is_signed (type))
    return ptx_narrow (type, (guint64) (ptx_extend (type, a) >> MIN (by, 63)));

  return by >= bits ? 0 : ptx_narrow (type, a) >> by;
}

/* b and a, a below, as one of 64 bits, shifted. */
static guint64
shift_funnel (const PtxInstruction *instruction, guint32 a, guint32 b, guint32 by)
{
  guint64 both = (guint64) b << 32 | a;

  by = (instruction->flags & PTX_CLAMP) != 0 ? MIN (by, 32) : by & 31;

  return (instruction->flags & PTX_LEFT) != 0 ? (guint32) (both << by >> 32)
                                              : (guint32) (both >> by);
}

static guint64
permute (guint32 a, guint32 b, guint32 how)
{
  guint64 both = (guint64) b << 32 | a;
  guint32 result = 0;

  for (guint i = 0; i < 4; i++)
    {
      guint choice = how >> 4 * i & 0xF;
      guint32 byte = (guint32) (both >> 8 * (choice & 7)) & 0xFF;

      if ((choice & 8) != 0)
        byte = (byte & 0x80) != 0 ? 0xFF : 0;
      result |= byte << 8 * i;
    }

  return result;
}

static guint64
extract_bits (guint type, guint64 a, guint32 first, guint32 n)
{
  guint bits = ptx_type_size (type) * 8;
  guint64 result = 0;

  first &= 0xFF;
  n &= 0xFF;
  for (guint32 i = 0; i < bits; i++)
    {
      guint32 at = first + i;

      /* above the field stands its sign */
      if (i >= n || at >= bits)
        {
          at = MIN (first + n - 1, bits - 1);
          if (!ptx_is_signed (type) || n == 0)
            continue;
        }
      result |= (a >> at & 1) << i;
    }

  return result;
}

static guint64
insert_bits (guint type, guint64 a, guint64 b, guint32 first, guint32 n)
{
  guint bits = ptx_type_size (type) * 8;

  for (guint32 i = 0; i < (n & 0xFF) && (first & 0xFF) + i < bits; i++)
    {
      guint64 bit = G_GUINT64_CONSTANT (1) << ((first & 0xFF) + i);

      b = (a >> i & 1) != 0 ? b | bit : b & ~bit;
    }

  return b;
}

static guint64
reverse_bits (guint type, guint64 a)
{
  guint bits = ptx_type_size (type) * 8;
  guint64 result = 0;

  for (guint i = 0; i < bits; i++)
    result |= (a >> i & 1) << (bits - 1 - i);

  return result;
}

static guint64
count_zeros (guint type, guint64 a)
{
  guint bits = ptx_type_size (type) * 8;

  a = ptx_narrow (type, a);

  return a == 0 ? bits : (guint64) __builtin_clzll (a) - (64 - bits);
}

/* Addresses of other spaces, as generic ones. */
static guint64
convert_address (const PtxInstruction *instruction, guint64 address)
{
  guint64 window = instruction->space == PTX_SHARED  ? SHARED_WINDOW
                   : instruction->space == PTX_LOCAL ? LOCAL_WINDOW
                                                     : 0;

  return (instruction->flags & PTX_TO) != 0 ? address - window : address + window;
}

/* What only computes. */
guint64
ptx_compute (PtxMachine *self, PtxThread *thread, const PtxInstruction *instruction, guint64 a,
             guint64 b, guint64 c)
{
  guint type = instruction->type;

  switch (instruction->op)
    {
    case PTX_AND:
      return ptx_narrow (type, a & b);
    case PTX_OR:
      return ptx_narrow (type, a | b);
    case PTX_XOR:
      return ptx_narrow (type, a ^ b);
    case PTX_NOT:
      return ptx_narrow (type, ~a);
    case PTX_SHL:
    case PTX_SHR:
      return shift (instruction, a, (guint32) b);
    case PTX_SHF:
      return shift_funnel (instruction, (guint32) a, (guint32) b, (guint32) c);
    case PTX_PRMT:
      return permute ((guint32) a, (guint32) b, (guint32) c);
    case PTX_BFE:
      return extract_bits (type, a, (guint32) b, (guint32) c);
    case PTX_BFI:
      return insert_bits (type, a, b, (guint32) c,
                          (guint32) ptx_get (self, thread, &instruction->operands[3]));
    case PTX_BREV:
      return reverse_bits (type, a);
    case PTX_CLZ:
      return count_zeros (type, a);
    case PTX_POPC:
      return (guint64) __builtin_popcountll (ptx_narrow (type, a));
    case PTX_SELP:
      return ptx_narrow (type, (c & 1) != 0 ? a : b);
    case PTX_CVT:
      return convert (instruction, a);
    case PTX_CVTA:
      return convert_address (instruction, a);
    default:
      break;
    }
  if (type == PTX_F32)
    return run_float (self, instruction, ptx_as_float (a), ptx_as_float (b), ptx_as_float (c));
  if (type == PTX_F64)
    return run_double (self, instruction, ptx_as_double (a), ptx_as_double (b), ptx_as_double (c));

  return run_integer (instruction, a, b, c);
}
