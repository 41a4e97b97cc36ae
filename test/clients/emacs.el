;;; What a user of Emacs does with release.dl, and what is seen then, in seen.json.  -*- lexical-binding: t -*-

(setq inhibit-message t
      create-lockfiles nil
      make-backup-files nil
      eglot-connect-timeout 10
      eglot-confirm-server-initiated-edits nil)
(require 'package)
(package-activate-all)
(require 'eglot)
(require 'flymake)
(require 'json)
(load-file "init.el")

(defvar seen nil)

(defmacro step (name &rest body)
  "Keeps what BODY gives, or how it fails, as NAME."
  `(push (cons ,name (condition-case trouble (progn ,@body)
                       (error (format "failed: %s" (error-message-string trouble)))))
         seen))

(defun wait-for (condition)
  "Lets the server and the timers work until CONDITION holds."
  (let ((until (time-add nil 5)))
    (while (not (funcall condition))
      (when (time-less-p until nil) (error "waited in vain"))
      (accept-process-output nil 0.02))))

(defun diagnostics ()
  "Line, columns in characters, and the first line of each."
  (vconcat
   (mapcar (lambda (one)
             (save-excursion
               (goto-char (flymake-diagnostic-beg one))
               (vector (1- (line-number-at-pos)) (- (point) (line-beginning-position))
                       (progn (goto-char (flymake-diagnostic-end one)) (- (point) (line-beginning-position)))
                       (format "%s" (flymake-diagnostic-type one))
                       (car (split-string (flymake-diagnostic-text one) "\n")))))
           (flymake-diagnostics))))

(defun checked (condition)
  "Waits until what flymake shows meets CONDITION."
  (wait-for (lambda () (flymake-start) (funcall condition (flymake-diagnostics)))))

(defun at (text)
  "Goes to the first place of TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun lines () (vconcat (split-string (buffer-substring-no-properties (point-min) (point-max)) "\n")))

(find-file "release.dl")

(step "mode" (format "%s" major-mode))

(step "diagnostics when opened"
      ;; `eglot-ensure' waits for a command to end, and here are none.
      (run-hooks 'post-command-hook)
      (wait-for #'eglot-managed-p)
      (checked #'identity)
      (diagnostics))

(step "diagnostics after the negation is taken out"
      (at "!blocker")
      (delete-char 1)
      (eglot--signal-textDocument/didChange)
      (checked #'null)
      (length (diagnostics)))

(step "diagnostics after it is put back"
      (insert "!")
      (eglot--signal-textDocument/didChange)
      (checked #'identity)
      (diagnostics))

(step "hover"
      (at "blocker(r, _)")
      (let* ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                      (eglot--TextDocumentPositionParams)))
             (text (eglot--hover-info (plist-get answer :contents) (plist-get answer :range))))
        (substring-no-properties text)))

(step "rename"
      (at "blocker(release")
      (eglot-rename "obstacle")
      (lines))

(step "code action"
      (eglot--signal-textDocument/didChange)
      (checked #'identity)
      (at "!obstacle")
      (let ((offered nil)
            ;; Without an event of the keyboard it would ask with a menu.
            (last-nonmenu-event ?\r))
        (cl-letf (((symbol-function 'completing-read)
                   (lambda (_prompt choices &rest _)
                     (setq offered (mapcar #'car choices))
                     (seq-find (lambda (title) (string-match-p "eventual" title)) offered))))
          (call-interactively #'eglot-code-actions))
        `((titles . ,(vconcat offered)) (lines . ,(lines)))))

(step "diagnostics after the code action"
      (eglot--signal-textDocument/didChange)
      (checked (lambda (all) (seq-every-p (lambda (one) (eq (flymake-diagnostic-type one) 'eglot-note)) all)))
      (diagnostics))

(with-temp-file "seen.json" (insert (json-encode (reverse seen))))
(set-buffer-modified-p nil)
(kill-emacs 0)
