#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace dpl::ui {

/// What a place shows while it has nothing to show: an icon, what will be here, and the button that fills it.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& iconName, const QString& title, const QString& sentence, QWidget* parent = nullptr);

    /// Adds the button, or gives it another text.
    void setButton(const QString& text);
    void setSentence(const QString& sentence);
    QPushButton* button() const { return m_button; } ///< null without one

    QSize minimumSizeHint() const override; ///< narrower than the sentence, which wraps

Q_SIGNALS:
    void buttonClicked();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitTexts();

    QLabel* m_heading = nullptr;
    QLabel* m_sentence = nullptr;
    QPushButton* m_button = nullptr;
};

} // namespace dpl::ui
