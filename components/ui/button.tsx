import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

/** One `primary` a view; `live` only for the last step of going live and of stopping all trading. */
const BUTTON_VARIANTS = {
  primary: "btn-primary",
  default: "",
  ghost: "btn-ghost",
  danger: "btn-danger",
  live: "btn-live",
  stop: "btn-stop",
} as const;
export type ButtonVariant = keyof typeof BUTTON_VARIANTS;

const SIZES = { sm: "btn-sm", md: "", lg: "btn-lg" } as const;

interface Look {
  readonly variant?: ButtonVariant | undefined;
  readonly size?: keyof typeof SIZES | undefined;
  readonly block?: boolean | undefined;
  /** Stands before the words, 16 px. */
  readonly icon?: ReactNode;
  /** An arrow that leads on stands after them. */
  readonly trailing?: ReactNode;
}

function look({ variant = "default", size = "md", block }: Look, className?: string): string {
  return cx("btn", BUTTON_VARIANTS[variant], SIZES[size], block && "btn-block", className);
}

export type ButtonProps = ComponentProps<"button"> & Look;

/** A button is `type="button"` unless told: nothing submits by accident. */
export function Button({ variant, size, block, icon, trailing, className, children, type, ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type ?? "button"} className={look({ variant, size, block }, className)}>
      {icon}
      {children}
      {trailing}
    </button>
  );
}

export type ButtonLinkProps = ComponentProps<typeof Link> & Look;

/** A link that looks like a button: it goes somewhere, so it is an anchor. */
export function ButtonLink({ variant, size, block, icon, trailing, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={look({ variant, size, block }, className)}>
      {icon}
      {children}
      {trailing}
    </Link>
  );
}

type IconLook = Pick<Look, "variant" | "size"> & {
  /** What it does, in words: an icon alone says nothing to a screen reader. */
  readonly label: string;
  /** The dot of sun: something new waits behind it. The label must say so too. */
  readonly flash?: boolean | undefined;
};

export function IconButton({
  label,
  variant = "ghost",
  size,
  flash,
  className,
  type,
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & IconLook) {
  return (
    <button
      {...rest}
      type={type ?? "button"}
      aria-label={label}
      className={look({ variant, size }, cx("btn-icon", flash === true && "has-flash", className))}
    />
  );
}

export function IconLink({
  label,
  variant = "ghost",
  size,
  flash,
  className,
  ...rest
}: Omit<ComponentProps<typeof Link>, "aria-label"> & IconLook) {
  return (
    <Link
      {...rest}
      aria-label={label}
      className={look({ variant, size }, cx("btn-icon", flash === true && "has-flash", className))}
    />
  );
}
