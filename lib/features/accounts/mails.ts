import type { Mail } from "@/lib/ports/mailer";

const SIGNED = "\n\nHeliograph\n";

/** Without the name: whoever registers may type any address, and would have us send his words to it. */
export function verifyMail(to: string, link: string): Mail {
  return {
    to,
    subject: "Confirm your e-mail address",
    text: `Hello,\n\nopen this link to confirm your address. It works for 24 hours:\n\n${link}\n\nYou did not register? Then do nothing: without the link nothing happens.${SIGNED}`,
    links: [link],
  };
}

export function alreadyRegisteredMail(to: string, loginLink: string, forgotLink: string): Mail {
  return {
    to,
    subject: "You already have an account",
    text: `Hello,\n\nsomeone, perhaps you, tried to register with this address. You already have an account, and nothing was changed.\n\nSign in: ${loginLink}\nNew password: ${forgotLink}${SIGNED}`,
    links: [loginLink, forgotLink],
  };
}

export function resetMail(to: string, link: string): Mail {
  return {
    to,
    subject: "Choose a new password",
    text: `Hello,\n\nopen this link to choose a new password. It works once, for one hour:\n\n${link}\n\nYour second factor stays on. You did not ask for this? Then do nothing: your password stays as it is.${SIGNED}`,
    links: [link],
  };
}

export function inviteMail(to: string, name: string, link: string, forgotLink: string): Mail {
  return {
    to,
    subject: "Your account is ready",
    text: `Hello ${name},\n\nan account was made for you. Open this link to choose your password. It works once, for 24 hours:\n\n${link}\n\nLater, ask for a new link here: ${forgotLink}${SIGNED}`,
    links: [link, forgotLink],
  };
}

/** Tells of something done to the account, so that its owner notices what he did not do. */
export function securityNotice(to: string, what: string, securityLink: string): Mail {
  return {
    to,
    subject: `Security: ${what}`,
    text: `Hello,\n\n${what}.\n\nThis was you? Then all is well. If not, choose a new password and look at your devices:\n\n${securityLink}${SIGNED}`,
    links: [securityLink],
  };
}
